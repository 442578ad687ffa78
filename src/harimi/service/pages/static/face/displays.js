// Displays come and go: a further row, a dial, the dials that the photograph shows.
import { middle, square } from "./geometry.js";
import { changed, choose, model, replace, WIDTH, HEIGHT } from "./model.js";
import { isLamp } from "./lamps.js";
import { by, editor, send, text, words } from "./page.js";
import { complain } from "./preview.js";
import { view } from "./view.js";

const ROUND = [["0", 0, -1], ["2.5", 1, 0], ["5", 0, 1], ["7.5", -1, 0]];

const picture = () => ({ picture: Number(editor.dataset.picture) });

// The next weight goes on where the lightest dial ends.
function nextWeight() {
  const dials = model.face.displays.filter((one) => one.kind === "dial" && one.wraps);
  if (!dials.length) return "0.1";
  const least = Math.min(...dials.map((one) => Number(one.weight)));
  return String(Number((least / 10).toPrecision(3)));
}

function named(wanted) {
  const taken = new Set(model.face.displays.map((one) => one.id));
  let name = wanted, n = 2;
  while (taken.has(name)) name = `${wanted}-${n++}`;
  return name;
}

export function add(display) {
  model.face.displays.push({ ...display, id: named(display.id) });
  model.chosen = model.face.displays.length - 1;
  changed();
}

function newDial() {
  const centre = [view.x + view.width / 2, view.y + view.height / 2], half = Math.min(view.width, view.height) / 8;
  const points = ROUND.map(([value, x, y]) => ({ at: [centre[0] + x * half, centre[1] + y * half], value }));
  const weight = nextWeight();
  return { kind: "dial", id: `x${weight}`, corners: square(centre, half), points, wraps: "10", weight };
}

// Below the row that is there, or in the middle of what is seen.
function newRow() {
  const like = model.face.displays.find((one) => one.digits), kind = like?.kind ?? "drums";
  const tall = like ? like.corners[3][1] - like.corners[0][1] : 0;
  const x0 = view.x + 0.25 * view.width, x1 = view.x + 0.75 * view.width, y = view.y + view.height / 2, half = view.width / 16;
  const below = like?.corners.map(([x, at]) => [x, at + 1.3 * tall]);
  const fits = below && tall > 0 && below.every(([x, at]) => x >= 0 && x <= WIDTH && at >= 0 && at <= HEIGHT);
  const corners = fits ? below : [[x0, y - half], [x1, y - half], [x1, y + half], [x0, y + half]];
  return { kind, id: "row", corners, digits: like?.digits ?? 5, decimals: 0, weight: "1" };
}

// Beside the tube that is there, of the same height; what it shows is taken away.
function newTube() {
  const like = model.face.displays.at(-1), [[x0, y0], [x1, y1]] = like.corners;
  const moved = (by) => ([x, y]) => [x + by * (x1 - x0), y + by * (y1 - y0)];
  const inside = (by) => like.corners.map(moved(by)).every(([x, y]) => x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT);
  const beside = moved([3, -3, 1.5, -1.5].find(inside) ?? 0);
  const points = like.points.map((point) => ({ ...point, at: beside(point.at) }));
  return { ...like, corners: like.corners.map(beside), points, weight: `-${like.weight.replace("-", "")}` };
}

by("add-tube")?.addEventListener("click", () => add(newTube()));
by("add-dial")?.addEventListener("click", () => add(newDial()));
by("add-row")?.addEventListener("click", () => add(newRow()));

by("remove").addEventListener("click", () => {
  model.face.displays.splice(model.chosen, 1);
  changed();
});

by("find-dials")?.addEventListener("click", (event) => busy(event.target, async () => {
  const found = await send(editor.dataset.dials, picture());
  const fresh = found.displays.filter((one) => !model.face.displays.some((other) => over(one, other)));
  for (const one of fresh) model.face.displays.push({ ...one, id: named(one.id) });
  if (fresh.length) changed();
  by("said").textContent = fresh.length ? text("dials_found", { n: fresh.length }) : words.dials_none;
}));

function over(one, other) {
  const [a, b] = [middle(one.corners), middle(other.corners)];
  return other.kind === "dial" && Math.hypot(a[0] - b[0], a[1] - b[1]) < Math.abs(one.corners[1][0] - one.corners[0][0]) / 2;
}

by("propose").addEventListener("click", (event) => busy(event.target, async () => {
  const found = await send(editor.dataset.propose, picture());
  model.chosen = 0;
  replace(found.face);
  by("how").textContent = found.hint;
  by("how").className = `how ${found.how}`;
}));

async function busy(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
  }
}

export function listDisplays() {
  const which = by("which"), displays = model.face.displays;
  which.replaceChildren(...displays.map((one, n) => new Option(`${words[one.kind]} ${one.id}`, String(n), false, n === model.chosen)));
  by("displays").hidden = displays.length < 2;
  by("remove").hidden = displays.length < 2 || displays.some(isLamp);
}

by("which").addEventListener("change", (event) => choose(Number(event.target.value)));
