// Fingers, mouse and keys on the stage: a mark is dragged, the photograph is moved under the hand, two fingers zoom.
import { grabs } from "./drawing.js";
import { changed, choose, dropped, moving, redo, undo } from "./model.js";
import { by } from "./page.js";
import { snap } from "./snap.js";
import { inside, lower, magnify, pan, spot, view, zoom } from "./view.js";

const stage = by("stage");
const fingers = new Map();
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let drag = null, apart = 0;

stage.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, event);
  if (fingers.size === 2) return pinch();
  const grab = grabs.get(event.target);
  if (grab?.choose !== undefined) return choose(grab.choose);
  if (!grab && !stage.classList.contains("zoomed")) return undefined;
  event.preventDefault();
  stage.setPointerCapture(event.pointerId);
  drag = begun(grab, event);
  return undefined;
});

// A finger does not hit the middle of a handle: the handle keeps its distance from it.
function begun(grab, event) {
  const from = spot(event);
  if (!grab) return { pans: true, last: from };
  if (grab.shift) return { last: from, shift: grab.shift, snaps: grab.snaps };
  return { move: grab.move, off: [grab.at[0] - from[0], grab.at[1] - from[1]], key: event.target.dataset.key, snaps: grab.snaps };
}

stage.addEventListener("pointermove", (event) => {
  if (!fingers.has(event.pointerId)) return;
  fingers.set(event.pointerId, event);
  if (fingers.size === 2) return pinched();
  if (!drag) return undefined;
  const now = spot(event);
  if (drag.pans) return pan(drag.last[0] - now[0], drag.last[1] - now[1]);
  drag.moved = true;
  if (drag.shift) {
    drag.shift([now[0] - drag.last[0], now[1] - drag.last[1]]);
    drag.last = now;
  } else {
    const to = inside([now[0] + drag.off[0], now[1] + drag.off[1]]);
    drag.move(to);
    if (event.pointerType !== "mouse") magnify(to);
  }
  return moving();
});

function ended(event) {
  fingers.delete(event.pointerId);
  const done = drag;
  drag = null;
  lower();
  if (!done || done.pans) return;
  if (done.key) stage.querySelector(`[data-key="${CSS.escape(done.key)}"]`)?.focus({ preventScroll: true });
  if (!done.moved) return;
  changed();
  if (done.snaps && !event.altKey) snap();
}

stage.addEventListener("pointerup", ended);
stage.addEventListener("pointercancel", (event) => {
  fingers.delete(event.pointerId);
  if (drag?.moved) dropped();
  drag = null;
  lower();
});

function pinch() {
  if (drag?.moved) dropped();
  drag = null;
  lower();
  apart = distance();
}

function pinched() {
  const now = distance(), [a, b] = [...fingers.values()].map(spot);
  zoom(now / (apart || now), [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
  apart = now;
}

function distance() {
  const [a, b] = [...fingers.values()];
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}

// The wheel zooms with Ctrl or over a stage that is already zoomed, and scrolls the page otherwise.
stage.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !stage.classList.contains("zoomed")) return;
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * 0.002), spot(event));
}, { passive: false });

stage.addEventListener("keydown", (event) => {
  const step = STEPS[event.key], grab = grabs.get(event.target);
  if (!step || !grab?.move) return;
  event.preventDefault();
  const reach = (event.shiftKey ? 10 : 1) * Math.min(1, Math.max(0.25, view.width / stage.clientWidth));
  const { at, move } = grab;
  move(inside([at[0] + step[0] * reach, at[1] + step[1] * reach]));
  changed();
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.matches("input:not([type=checkbox])")) return;
  const key = event.key.toLowerCase();
  if (key === "z" || key === "y") {
    event.preventDefault();
    (key === "y" || event.shiftKey ? redo : undo)();
  }
});
