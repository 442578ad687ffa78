// What is typed at a stop becomes an answer: looked at a second time, and put in the place of what it puts right.
const version = new URL(import.meta.url).search;
const { owner, queue, round } = await import(`./page.js${version}`);
const { all, current } = await import(`./stops.js${version}`);
const MINUTE = 60_000, DAY = 86_400_000, FAR = 3, CORRECTS = 30 * MINUTE, ONE_WALK = 12 * 60 * MINUTE;

export const number = (typed) => Number(typed.normalize("NFKC").replaceAll(",", "").trim() || NaN);

// A second look, never a refusal: the same value once more is kept.
export function doubt(stop, value) {
  const last = Number(stop.dataset.last || NaN), roll = Number(stop.dataset.roll || NaN), most = Number(stop.dataset.daily || NaN);
  if (!("counts" in stop.dataset) || Number.isNaN(last)) return "";
  const rise = last - value > roll / 2 ? value - last + roll : value - last;
  if (rise < 0) return "falls";
  return rise > FAR * most * Math.max(1, (Date.now() - Date.parse(stop.dataset.at)) / DAY) ? "much" : "";
}

const age = (one) => Date.now() - Date.parse(one.at);
const soon = (stop, one) => age(one) < CORRECTS && current(stop, one.at);

// A value puts right what was refused on the same walk, and what was noted less than half an hour ago; a stop passed over puts no value right.
function replaces(stop, one, given) {
  if (queue.TAKEN.includes(one.state)) return true;
  if (given.skipped) return Boolean(one.skipped);
  return one.state === "refused" ? age(one) < ONE_WALK : soon(stop, one);
}

// A photograph that was not itself the fault goes along, with the moment at which it was taken.
export function answer(stop, given) {
  const before = all(stop).at(-1), replaced = all(stop).filter((one) => replaces(stop, one, given));
  const pictured = given.photo ? undefined : replaced.findLast((one) => one.photo && one.fault !== "photo");
  const corrects = before && !given.skipped && soon(stop, before) && ["waiting", "gone", "kept"].includes(before.state);
  const first = pictured && pictured.fault !== "moment" ? pictured : corrects ? before : undefined;
  const picture = pictured ? { photo: pictured.photo, frame: pictured.frame } : {};
  const whose = { key: crypto.randomUUID?.() ?? fallback(), owner, round, stop: stop.dataset.stop };
  return { entry: { ...whose, at: first?.at ?? new Date().toISOString(), state: "waiting", ...picture, ...given }, replaced };
}

// Without TLS a browser makes no such number by itself.
function fallback() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((one, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + one.toString(16).padStart(2, "0")).join("");
}
