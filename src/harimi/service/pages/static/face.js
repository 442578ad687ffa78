// The face editor: corners and points over a photograph, and what they read.
const editor = document.getElementById("editor");
const stage = document.getElementById("stage");
const marks = document.getElementById("marks");
const words = JSON.parse(document.getElementById("words").textContent);
const face = JSON.parse(document.getElementById("face").textContent);
let display = face.displays[0];
const [WIDTH, HEIGHT] = face.size;
const UNIT = Math.max(WIDTH, HEIGHT) / 100;
// Pixels of the screen that a finger can hit.
const FINGER = 11;
const SVG = "http://www.w3.org/2000/svg";

function made(name, attributes, parent = marks) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

function along(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

function spot(event) {
  const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
  return [Math.min(WIDTH, Math.max(0, place.x)), Math.min(HEIGHT, Math.max(0, place.y))];
}

// One handle: dragged with a finger or a mouse, moved with the arrow keys.
function handle(at, label, kind, move) {
  const dot = made("circle", { cx: at[0], cy: at[1], r: Math.max(UNIT * 1.6, FINGER * (WIDTH / Math.max(1, stage.clientWidth))), class: `handle ${kind}`, tabindex: 0, role: "slider", "aria-label": label });
  dot.setAttribute("aria-valuetext", `${Math.round(at[0])}, ${Math.round(at[1])}`);
  dot.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const drag = (moved) => move(spot(moved));
    const end = () => {
      stage.removeEventListener("pointermove", drag);
      tryLater();
    };
    stage.setPointerCapture(event.pointerId);
    stage.addEventListener("pointermove", drag);
    stage.addEventListener("pointerup", end, { once: true });
    stage.addEventListener("pointercancel", end, { once: true });
  });
  dot.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const reach = event.shiftKey ? 10 : 1;
    move([at[0] + step[0] * reach, at[1] + step[1] * reach]);
    marks.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
    tryLater();
  });
}

function text(template, n) {
  return template.replace("{n}", n);
}

function draw() {
  marks.replaceChildren();
  for (const other of face.displays) {
    if (other !== display) made("polygon", { points: other.corners.map((at) => at.join(",")).join(" "), class: "ring" });
  }
  const corners = display.corners;
  const outline = made("polygon", { points: corners.map((at) => at.join(",")).join(" "), class: "outline" });
  outline.addEventListener("pointerdown", dragAll);
  for (const sign of display.page ?? []) made("polygon", { points: sign.corners.map((at) => at.join(",")).join(" "), class: "ring" });
  if (display.kind === "dial") drawDial(corners);
  else drawRow(corners);
  corners.forEach((at, n) => handle(at, text(words.corner, n + 1), "corner", (to) => { display.corners[n] = to; draw(); }));
  if (display.kind === "dial") drawPoints();
}

function drawRow(corners) {
  for (let n = 1; n < display.digits; n += 1) {
    const top = along(corners[0], corners[1], n / display.digits), low = along(corners[3], corners[2], n / display.digits);
    const border = n === display.digits - (display.decimals ?? 0) ? "divide decimal" : "divide";
    made("line", { x1: top[0], y1: top[1], x2: low[0], y2: low[1], class: border });
  }
}

// The circle inside the square, through the middles of its sides.
function drawDial(corners) {
  const [a, b, c, d] = corners;
  const middle = along(along(a, c, 0.5), along(b, d, 0.5), 0.5);
  const right = along(along(b, c, 0.5), middle, 0), down = along(along(c, d, 0.5), middle, 0);
  const places = [];
  for (let n = 0; n < 60; n += 1) {
    const turn = (n / 60) * 2 * Math.PI, u = Math.cos(turn), v = Math.sin(turn);
    places.push([middle[0] + u * (right[0] - middle[0]) + v * (down[0] - middle[0]), middle[1] + u * (right[1] - middle[1]) + v * (down[1] - middle[1])]);
  }
  made("polygon", { points: places.map((at) => at.join(",")).join(" "), class: "ring" });
}

function drawPoints() {
  display.points.forEach((point, n) => {
    const label = made("text", { x: point.at[0], y: point.at[1] - UNIT * 2.4, "font-size": UNIT * 3, "text-anchor": "middle", class: "mark" });
    label.textContent = point.value;
    handle(point.at, text(words.point, n + 1), "point", (to) => { display.points[n].at = to; draw(); });
  });
}

function dragAll(event) {
  event.preventDefault();
  let last = spot(event);
  const drag = (moved) => {
    const now = spot(moved), step = [now[0] - last[0], now[1] - last[1]];
    last = now;
    const shifted = (at) => [at[0] + step[0], at[1] + step[1]];
    display.corners = display.corners.map(shifted);
    for (const point of display.points ?? []) point.at = shifted(point.at);
    for (const sign of display.page ?? []) sign.corners = sign.corners.map(shifted);
    draw();
  };
  const end = () => { stage.removeEventListener("pointermove", drag); tryLater(); };
  stage.setPointerCapture(event.pointerId);
  stage.addEventListener("pointermove", drag);
  stage.addEventListener("pointerup", end, { once: true });
  stage.addEventListener("pointercancel", end, { once: true });
}

// The list of a dial's points, with their values.
function listPoints() {
  const list = document.getElementById("points");
  list.replaceChildren();
  (display.points ?? []).forEach((point, n) => {
    const row = document.createElement("div"), label = document.createElement("label"), field = document.createElement("input"), gone = document.createElement("button");
    row.className = "point-row";
    label.textContent = text(words.point_value, n + 1);
    field.id = `point-${n}`;
    label.htmlFor = field.id;
    field.inputMode = "decimal";
    field.value = point.value;
    field.addEventListener("input", () => { point.value = field.value.trim(); draw(); tryLater(); });
    gone.type = "button";
    gone.className = "quiet";
    gone.textContent = "×";
    gone.title = words.remove_point;
    gone.setAttribute("aria-label", `${words.remove_point}: ${label.textContent}`);
    gone.hidden = display.points.length <= 2;
    gone.addEventListener("click", () => { display.points.splice(n, 1); changed(); });
    row.append(label, field, gone);
    list.append(row);
  });
}

function addPoint() {
  const last = display.points.length - 1, a = display.points[last - 1], b = display.points[last];
  const value = (Number(a.value) + Number(b.value)) / 2;
  display.points.splice(last, 0, { at: along(a.at, b.at, 0.5), value: String(value) });
  changed();
}

function changed() {
  draw();
  listPoints();
  tryLater();
}

async function send(address) {
  const body = JSON.stringify({ picture: editor.dataset.picture, face });
  const token = document.querySelector("#csrf input").value;
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body });
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  const found = isJson ? await answer.json() : { detail: `${answer.status}` };
  if (!answer.ok || !isJson) throw new Error(found.detail);
  return found;
}

let waiting = 0, asked = 0;

function tryLater() {
  clearTimeout(waiting);
  waiting = setTimeout(tryNow, 250);
}

async function tryNow() {
  const mine = (asked += 1);
  document.getElementById("state").textContent = words.trying;
  try {
    const found = await send(editor.dataset.try);
    if (mine === asked) show(found);
  } catch (error) {
    if (mine === asked) complain(error);
  }
}

function show(found) {
  const state = document.getElementById("state"), kind = { published: "estimated" }[found.state] ?? found.state;
  document.getElementById("value").textContent = `${found.value} ${editor.dataset.unit}`;
  state.textContent = words[`state_${kind}`];
  state.className = `state ${kind}`;
  document.getElementById("reasons").replaceChildren(...found.reasons.map((reason) => Object.assign(document.createElement("li"), { textContent: reason })));
  document.getElementById("fault").hidden = true;
}

function complain(error) {
  const fault = document.getElementById("fault");
  fault.textContent = `${words.failed} ${error.message}`;
  fault.hidden = false;
  document.getElementById("state").textContent = "";
}

// A meter with hands beside its drums has several displays; one of them is marked at a time.
function chooseDisplay() {
  const which = document.getElementById("which");
  face.displays.forEach((one, n) => which.append(new Option(one.id, String(n))));
  which.parentElement.hidden = face.displays.length < 2;
  which.addEventListener("change", () => { display = face.displays[Number(which.value)]; changed(); });
}

document.getElementById("add")?.addEventListener("click", addPoint);
document.getElementById("save").addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    location.href = (await send(editor.dataset.save)).next;
  } catch (error) {
    complain(error);
    event.target.disabled = false;
  }
});
chooseDisplay();
changed();
