// Which part of the photograph the stage shows, and the glass over what a finger hides.
import { WIDTH, HEIGHT, moving } from "./model.js";
import { by } from "./page.js";

const stage = by("stage"), lens = by("lens");
const MOST = 12;
const LENS = 9;
export const view = { x: 0, y: 0, width: WIDTH, height: HEIGHT };

// Pixels of the photograph that one pixel of the screen shows.
export const grain = () => 1 / (stage.getScreenCTM()?.a || 1);

export function spot(event) {
  const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
  return [place.x, place.y];
}

export const inside = ([x, y]) => [Math.min(WIDTH, Math.max(0, x)), Math.min(HEIGHT, Math.max(0, y))];

export function zoom(factor, [x, y] = [view.x + view.width / 2, view.y + view.height / 2]) {
  const width = Math.min(WIDTH, Math.max(WIDTH / MOST, view.width / factor)), share = width / view.width;
  show(x - (x - view.x) * share, y - (y - view.y) * share, width);
}

export function pan(dx, dy) {
  show(view.x + dx, view.y + dy, view.width);
}

export const whole = () => show(0, 0, WIDTH);

function show(x, y, width) {
  const height = (width * HEIGHT) / WIDTH;
  Object.assign(view, { width, height, x: Math.min(WIDTH - width, Math.max(0, x)), y: Math.min(HEIGHT - height, Math.max(0, y)) });
  stage.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  stage.classList.toggle("zoomed", width < WIDTH);
  moving();
}

// The glass stands in the upper corner that is further from the finger.
export function magnify(at) {
  const half = Math.max(WIDTH, HEIGHT) / LENS / 2 * Math.sqrt(view.width / WIDTH);
  lens.setAttribute("viewBox", `${at[0] - half} ${at[1] - half} ${2 * half} ${2 * half}`);
  lens.classList.toggle("right", at[0] < view.x + view.width / 2);
  lens.removeAttribute("hidden");
}

export function lower() {
  lens.setAttribute("hidden", "");
}
