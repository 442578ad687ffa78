// The face that is drawn, which of its displays is chosen, and what it was before.
export const model = { face: JSON.parse(document.getElementById("face").textContent), chosen: 0 };
export const [WIDTH, HEIGHT] = model.face.size;
const MOST = 200;
const past = [], future = [];
const drawn = [], settled = [];
let last = JSON.stringify(model.face);

export const display = () => model.face.displays[model.chosen];
export const onDraw = (listener) => drawn.push(listener);
export const onSettled = (listener) => settled.push(listener);
export const history = () => ({ undo: past.length > 0, redo: future.length > 0 });

// While something is dragged: drawn anew, nothing more.
export function moving() {
  drawn.forEach((listener) => listener());
}

// A change is complete: it can be undone, and is tried.
export function changed() {
  const now = JSON.stringify(model.face);
  if (now !== last) {
    past.push(last);
    if (past.length > MOST) past.shift();
    future.length = 0;
    last = now;
  }
  told();
}

// What was dragged goes back to where it was.
export function dropped() {
  model.face = JSON.parse(last);
  told();
}

export function choose(number) {
  model.chosen = number;
  told();
}

export function replace(face) {
  model.face = face;
  changed();
}

export const undo = () => step(past, future);
export const redo = () => step(future, past);

function step(from, to) {
  if (!from.length) return;
  to.push(last);
  last = from.pop();
  model.face = JSON.parse(last);
  told();
}

function told() {
  model.chosen = Math.min(model.chosen, model.face.displays.length - 1);
  moving();
  settled.forEach((listener) => listener());
}
