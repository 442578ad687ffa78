// The displays over the photograph, and the handles of the chosen one.
import { along, carried, circle, line } from "./geometry.js";
import { display, model, onDraw, WIDTH, HEIGHT } from "./model.js";
import { by, text } from "./page.js";
import { shape } from "./svg.js";
import { grain, view } from "./view.js";

// Pixels of the screen that a finger can hit.
const FINGER = 13;
const UNIT = Math.max(WIDTH, HEIGHT) / 100;
const marks = by("marks");
// What moves when a mark is dragged: by element, a function that takes the place it is dragged to.
export const grabs = new WeakMap();

const put = (name, attributes) => shape(name, attributes, marks);

export function draw() {
  const focused = document.activeElement?.dataset?.key;
  marks.replaceChildren();
  model.face.displays.forEach((other, n) => { if (n !== model.chosen) beside(other, n); });
  const chosen = display();
  const outline = put("polygon", { points: line(chosen.corners), class: "outline" });
  grabs.set(outline, { shift: (step) => shift(chosen, step), snaps: true });
  if (chosen.kind === "dial") put("polygon", { points: line(circle(chosen.corners)), class: "ring" });
  else if (chosen.digits) divisions(chosen);
  signs(chosen);
  chosen.corners.forEach((at, n) => handle(at, text("corner", { n: n + 1 }), "corner", `corner${n}`, (to) => corner(chosen, n, to)));
  if (chosen.points) points(chosen);
  if (focused) marks.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function beside(other, n) {
  const outline = put("polygon", { points: line(other.kind === "dial" ? circle(other.corners) : other.corners), class: "beside" });
  grabs.set(outline, { choose: n });
}

function divisions({ corners, digits, decimals }) {
  for (let n = 1; n < digits; n += 1) {
    const top = along(corners[0], corners[1], n / digits), low = along(corners[3], corners[2], n / digits);
    const border = n === digits - (decimals ?? 0) ? "divide decimal" : "divide";
    put("line", { x1: top[0], y1: top[1], x2: low[0], y2: low[1], class: border });
  }
}

// A sub-dial's figures go with its circle; the points of a gauge were put on their marks one by one.
function corner(one, n, to) {
  const before = one.corners;
  one.corners = before.map((at, m) => (m === n ? to : at));
  if (one.wraps) for (const point of one.points) point.at = carried(point.at, before, one.corners);
}

function points(dial) {
  const size = UNIT * 3 * (view.width / WIDTH);
  dial.points.forEach((point, n) => {
    const label = put("text", { x: point.at[0], y: point.at[1] - 1.5 * FINGER * grain(), "font-size": size, "text-anchor": "middle", class: "mark" });
    label.textContent = point.value;
    handle(point.at, text("point", { n: n + 1 }), "point", `point${n}`, (to) => { point.at = to; });
  });
}

// A sign looks otherwise where it is moved to: what was kept of it is forgotten.
function signs(row) {
  (row.page ?? []).forEach((sign, m) => {
    const outline = put("polygon", { points: line(sign.corners), class: sign.lit ? "sign" : "sign unlit" });
    const moved = (change) => { sign.corners = sign.corners.map(change); Object.assign(sign, { pixels: "", contrast: 0 }); };
    grabs.set(outline, { shift: ([dx, dy]) => moved(([x, y]) => [x + dx, y + dy]) });
    [0, 2].forEach((n) => handle(sign.corners[n], text("sign", { n: m + 1 }), "sign-corner", `sign${m}.${n}`, (to) => {
      const from = sign.corners[n], keep = sign.corners[(n + 2) % 4];
      const scale = [0, 1].map((axis) => (to[axis] - keep[axis]) / (from[axis] - keep[axis] || 1));
      if (scale.every((one) => one > 0.2)) moved((at) => at.map((place, axis) => keep[axis] + (place - keep[axis]) * scale[axis]));
    }));
  });
}

function handle(at, label, kind, key, move) {
  const radius = FINGER * grain();
  put("circle", { cx: at[0], cy: at[1], r: 1.8 * grain(), class: "dot" });
  const made = put("circle", { cx: at[0], cy: at[1], r: radius, class: `handle ${kind}`, tabindex: 0, role: "slider", "aria-label": label });
  made.setAttribute("aria-valuetext", `${Math.round(at[0])}, ${Math.round(at[1])}`);
  made.setAttribute("aria-valuenow", Math.round(at[0]));
  made.dataset.key = key;
  grabs.set(made, { at, move, snaps: kind === "corner" });
}

// Everything of a display goes along.
function shift(one, [dx, dy]) {
  const shifted = (at) => [at[0] + dx, at[1] + dy];
  one.corners = one.corners.map(shifted);
  for (const point of one.points ?? []) point.at = shifted(point.at);
}

onDraw(draw);
