// A round, one stop after the other. Everything is written to the telephone first and sent when there is signal.
import { chosen, reset } from "../photo.js";

const page = document.getElementById("walk"), queue = self.harimiQueue;
const words = JSON.parse(document.getElementById("words").textContent);
const { owner, round } = page.dataset;
const stops = [...page.querySelectorAll(".stop")];
const by = (id) => document.getElementById(id);
const DAY = 86_400_000, FAR = 3, CORRECTS = 1_800_000;
const DONE = [...queue.TAKEN, "waiting"], WRONG = ["refused", "gone"];
const said = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key]);
let noted = new Map(), now = 0;

const number = (typed) => Number(typed.normalize("NFKC").replaceAll(",", "").trim() || NaN);
const all = (stop) => noted.get(stop.dataset.stop) ?? [];
const state = (stop) => all(stop).at(-1)?.state ?? stop.dataset.visit;
const done = (stop) => DONE.includes(state(stop));

// What is known is told beside each stop; what was typed stands in its field until the server has it.
async function look() {
  const mine = await queue.of(owner, round);
  noted = new Map(stops.map((stop) => [stop.dataset.stop, mine.filter((one) => one.stop === stop.dataset.stop && counts(stop, one))]));
  stops.forEach(tell);
  const waiting = mine.filter((one) => one.state === "waiting").length, wrong = mine.filter((one) => WRONG.includes(one.state));
  const nowhere = wrong.filter((one) => !noted.has(one.stop)).map(line);
  by("progress").value = stops.filter(done).length;
  by("count").textContent = `${stops.filter(done).length}/${stops.length}`;
  by("waiting").textContent = waiting ? said("left", { count: waiting }) : "";
  by("refused").textContent = wrong.length ? [said("failed", { count: wrong.length }), ...nowhere].join(" ") : "";
  by("send").hidden = !waiting;
}

// What the server took in an earlier day, week or month says nothing about this one.
const counts = (stop, one) => !queue.TAKEN.includes(one.state) || Date.parse(one.at) >= Date.parse(stop.dataset.since);

const line = (one) => [words[one.state], one.value, one.value && one.unit, one.detail].filter(Boolean).join(" ");

function tell(stop) {
  const here = all(stop), one = here.at(-1), how = state(stop), mark = stop.querySelector(".mark-state");
  const lines = here.filter((each) => each === one || !queue.TAKEN.includes(each.state)).map((each) => line({ ...each, unit: stop.dataset.unit }));
  mark.textContent = lines.join(" / ") || (how ? words[how] : "");
  mark.className = `mark-state ${how ?? ""}`;
  const entry = by(`jump-${stop.dataset.stop}`);
  entry.className = how ?? "";
  entry.querySelector(".how").textContent = how ? words[how] : "";
  const field = stop.querySelector('[name="value"]');
  if (["waiting", ...WRONG].includes(one?.state) && !field.value && document.activeElement !== field) field.value = one.value ?? "";
}

function show(index, focus = true) {
  now = Math.min(stops.length - 1, Math.max(0, index));
  stops.forEach((stop, n) => { stop.hidden = n !== now; });
  by("back").disabled = now === 0;
  by("forth").disabled = now === stops.length - 1;
  page.querySelectorAll("#jump [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  by(`jump-${stops[now].dataset.stop}`).setAttribute("aria-current", "step");
  if (focus) stops[now].querySelector("h2").focus();
}

function next() {
  const order = [...stops.slice(now + 1), ...stops.slice(0, now)], open = order.find((stop) => !done(stop));
  if (open) return show(stops.indexOf(open));
  by("told").textContent = words.all_done;
  return stops[now].querySelector("h2").focus();
}

// A second look, never a refusal: the same value once more is kept.
function doubt(stop, value) {
  const last = Number(stop.dataset.last || NaN), roll = Number(stop.dataset.roll || NaN), most = Number(stop.dataset.daily || NaN);
  if (!("counts" in stop.dataset) || Number.isNaN(last)) return "";
  const rise = last - value > roll / 2 ? value - last + roll : value - last;
  if (rise < 0) return "falls";
  return rise > FAR * most * Math.max(1, (Date.now() - Date.parse(stop.dataset.at)) / DAY) ? "much" : "";
}

function warn(stop, text) {
  const note = stop.querySelector(".second");
  note.textContent = text;
  note.hidden = !text;
}

// A value puts right what was refused, and what waits for less than half an hour; a stop passed over puts no value right.
function replaces(one, answer, soon) {
  if (queue.TAKEN.includes(one.state)) return true;
  if (answer.skipped) return Boolean(one.skipped);
  return one.state === "refused" || soon(one);
}

async function answered(stop, answer) {
  const soon = (one) => Date.now() - Date.parse(one.at) < CORRECTS, before = all(stop).at(-1);
  const corrects = before && !answer.skipped && soon(before) && ["waiting", "gone", "kept"].includes(before.state);
  const replaced = all(stop).filter((one) => replaces(one, answer, soon)), pictured = replaced.findLast((one) => one.photo && one.state !== "refused");
  const picture = pictured ? { photo: pictured.photo, frame: pictured.frame } : {};
  const at = corrects ? before.at : new Date().toISOString();
  const entry = { key: crypto.randomUUID?.() ?? fallback(), owner, round, stop: stop.dataset.stop, at, state: "waiting", ...picture, ...answer };
  try {
    await queue.put(entry, replaced);
  } catch {
    return warn(stop, words.nothing_kept);
  }
  warn(stop, "");
  reset(stop.querySelector("form"));
  by("told").textContent = words.saved;
  await look();
  next();
  return send();
}

// Without TLS a browser makes no such number by itself.
function fallback() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((one, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + one.toString(16).padStart(2, "0")).join("");
}

async function typed(stop, form) {
  const value = form.elements.value.value.trim(), picture = await chosen(form);
  if (!value && !picture.photo) return warn(stop, words.nothing);
  if (value && Number.isNaN(number(value))) return warn(stop, words.bad_value);
  const why = value ? doubt(stop, number(value)) : "";
  if (why && form.dataset.sure !== value) {
    form.dataset.sure = value;
    return warn(stop, `${words[why]} ${words.sure}`);
  }
  return answered(stop, { value, ...picture });
}

async function send() {
  const how = await queue.send(look);
  by("signal").textContent = how === "offline" ? words.offline : how === "signed_out" ? "" : how === "failed" ? words.later : "";
  by("sign-in").hidden = how !== "signed_out";
  if (how === "offline") later();
  await look();
  others();
}

async function others() {
  const theirs = (await queue.everything()).filter((one) => one.owner !== owner && one.state === "waiting").length;
  by("others").textContent = theirs ? said("other_person", { count: theirs }) : "";
}

async function later() {
  const worker = await navigator.serviceWorker?.getRegistration("/rounds/");
  await worker?.sync?.register(queue.NAME).catch(() => undefined);
}

// The page and all that it needs, kept by the worker for when there is no signal.
async function keepHere() {
  if (!navigator.serviceWorker) throw new Error("no worker without TLS");
  await navigator.serviceWorker.register("/round-worker.js", { scope: "/rounds/" });
  const { active } = await navigator.serviceWorker.ready;
  const own = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.startsWith(`${location.origin}/static/`));
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => { by("ready").textContent = data ? words.ready : ""; };
  active.postMessage({ owner, addresses: [location.origin + location.pathname, ...new Set(own)] }, [port2]);
  await navigator.storage?.persist?.();
}

page.addEventListener("submit", (event) => {
  const stop = event.target.closest(".stop");
  if (!stop) return;
  event.preventDefault();
  if (event.submitter?.name === "skip") answered(stop, { skipped: event.target.elements.skipped.value });
  else typed(stop, event.target);
});
by("back").addEventListener("click", () => show(now - 1));
by("forth").addEventListener("click", () => show(now + 1));
by("send").addEventListener("click", send);
by("jump").addEventListener("click", (event) => {
  const to = event.target.closest("[data-to]");
  if (!to) return;
  by("all").open = false;
  show(stops.findIndex((stop) => stop.dataset.stop === to.dataset.to));
});
addEventListener("online", send);
addEventListener("offline", () => { by("signal").textContent = words.offline; });

page.classList.add("walking");
by("controls").hidden = false;
await queue.tidy();
await look();
show(Math.max(0, stops.findIndex((stop) => !done(stop))), false);
send();
keepHere().catch(() => { by("ready").textContent = words.not_ready; });
