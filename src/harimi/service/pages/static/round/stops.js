// How each stop stands, by what lies on the telephone and what the server had when it made the page.
const version = new URL(import.meta.url).search;
const { by, owner, page, period, queue, round, said, stops, words } = await import(`./page.js${version}`);
const { moment, together } = await import(`./when.js${version}`);
const { tellStuck } = await import(`./stuck.js${version}`);
const DONE = [...queue.TAKEN, "waiting"];
let noted = new Map();

export const all = (stop) => noted.get(stop.dataset.stop) ?? [];
export const done = (stop) => DONE.includes(state(stop));

// What came in an earlier day, week or month says nothing about this one, however old the page is.
export const current = (stop, at) => together(period, at, Date.now(), stop.dataset.zone);

const wrong = (one) => queue.WRONG.includes(one.state);
const taken = (one) => queue.TAKEN.includes(one.state);
const latest = (stop) => all(stop).findLast((one) => current(stop, one.at));
const visit = ({ dataset }) => dataset.visit;
const state = (stop) => latest(stop)?.state ?? (visit(stop) && current(stop, stop.dataset.visited) ? visit(stop) : all(stop).findLast(wrong)?.state);

// What is known is told beside each stop; what was typed stands in its field until the server has it.
export async function look() {
  const mine = await queue.of(owner, round);
  const here = (stop) => mine.filter((one) => one.stop === stop.dataset.stop && (!taken(one) || current(stop, one.at)));
  noted = new Map(stops.map((stop) => [stop.dataset.stop, here(stop)]));
  stops.forEach(tell);
  const waiting = mine.filter((one) => one.state === "waiting").length, refused = mine.filter(wrong).length;
  by("progress").value = stops.filter(done).length;
  by("count").textContent = `${stops.filter(done).length}/${stops.length}`;
  by("waiting").textContent = waiting ? said("left", { count: waiting }) : "";
  by("refused").textContent = refused ? said("failed", { count: refused }) : "";
  by("send").hidden = !waiting;
  await tellStuck(place, (one) => one.round === round);
}

function place(one) {
  const stop = stops.find(({ dataset }) => dataset.stop === one.stop);
  return stop && { name: stop.querySelector("h2").textContent, unit: stop.dataset.unit };
}

function line(stop, one) {
  const old = current(stop, one.at) ? "" : `(${moment(one.at)})`, fault = one.fault === "photo" && words.bad_photo;
  return [words[one.state], one.value, one.value && stop.dataset.unit, one.photo && words.pictured, old, one.detail || fault].filter(Boolean).join(" ");
}

function tell(stop) {
  const one = latest(stop), how = state(stop), mark = stop.querySelector(".mark-state");
  const lines = all(stop).filter((each) => each === one || !taken(each)).map((each) => line(stop, each));
  mark.textContent = lines.join(" / ") || (how ? words[how] : "");
  mark.className = `mark-state ${how ?? ""}`;
  const entry = by(`jump-${stop.dataset.stop}`);
  entry.className = how ?? "";
  entry.querySelector(".how").textContent = how ? words[how] : "";
  const field = stop.querySelector('[name="value"]');
  if (one && !taken(one) && !field.value && document.activeElement !== field) field.value = one.value ?? "";
}

export function tellAgain() {
  if (document.visibilityState === "visible") look();
}
