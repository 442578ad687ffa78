// A round, one stop after the other. Everything is written to the telephone first and sent when there is signal.
import { chosen, reset } from "../photo.js";

const page = document.getElementById("walk"), queue = self.harimiQueue;
const words = JSON.parse(document.getElementById("words").textContent);
const { owner, round } = page.dataset;
const stops = [...page.querySelectorAll(".stop")];
const by = (id) => document.getElementById(id);
const DAY = 86_400_000, FAR = 3, CORRECTS = 1_800_000;
const DONE = ["kept", "asks", "skipped", "waiting"];
const said = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key]);
let noted = new Map(), now = 0;

const number = (typed) => Number(typed.normalize("NFKC").replaceAll(",", "").trim() || NaN);
const state = (stop) => noted.get(stop.dataset.stop)?.state ?? stop.dataset.visit;
const done = (stop) => DONE.includes(state(stop));

// What is known is told beside each stop; what was typed stands in its field until the server has it.
async function look() {
  const mine = await queue.of(owner, round);
  noted = new Map(mine.map((one) => [one.stop, one]));
  stops.forEach(tell);
  const waiting = mine.filter((one) => one.state === "waiting").length, refused = mine.filter((one) => ["refused", "gone"].includes(one.state)).length;
  by("progress").value = stops.filter(done).length;
  by("count").textContent = `${stops.filter(done).length}/${stops.length}`;
  by("waiting").textContent = waiting ? said("left", { count: waiting }) : "";
  by("refused").textContent = refused ? said("failed", { count: refused }) : "";
  by("send").hidden = !waiting;
}

function tell(stop) {
  const one = noted.get(stop.dataset.stop), how = state(stop), mark = stop.querySelector(".mark-state");
  const unit = stop.dataset.unit ? ` ${stop.dataset.unit}` : "";
  mark.textContent = how ? `${words[how]}${one?.value ? ` ${one.value}${unit}` : ""}${one?.detail ? ` ${one.detail}` : ""}` : "";
  mark.className = `mark-state ${how ?? ""}`;
  const entry = by(`jump-${stop.dataset.stop}`);
  entry.className = how ?? "";
  entry.querySelector(".how").textContent = how ? words[how] : "";
  const field = stop.querySelector('[name="value"]');
  if (["waiting", "refused"].includes(one?.state) && !field.value && document.activeElement !== field) field.value = one.value ?? "";
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

async function answered(stop, answer) {
  const before = noted.get(stop.dataset.stop), soon = before && Date.now() - Date.parse(before.at) < CORRECTS;
  const at = soon && ["waiting", "kept"].includes(before.state) ? before.at : new Date().toISOString();
  const entry = { key: crypto.randomUUID?.() ?? fallback(), owner, round, stop: stop.dataset.stop, at, state: "waiting", ...answer };
  try {
    await queue.put(entry, before);
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
