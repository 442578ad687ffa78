// A photograph is turned upright and reduced here, and only the part inside the rectangle is ever sent.
const LONGEST = 2560, QUALITY = 0.9, LEAST = 0.06, STEP = 0.01;
const LOOKED_AT = 1280;
const MIDDLE = { x: 0.15, y: 0.3, width: 0.7, height: 0.4 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value, least, most) => Math.min(most, Math.max(least, value));
const all = new Map();

class Photograph {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector('input[type="file"]');
    this.frame = root.querySelector("[data-frame]");
    this.crop = root.querySelector(".crop");
    this.canvas = this.crop.querySelector("canvas");
    this.box = this.crop.querySelector(".crop-box");
    this.said = root.querySelector("[role=status]");
    this.ready = Promise.resolve();
    this.input.addEventListener("change", () => { this.ready = this.take(); });
    this.root.querySelector("[data-drop]").addEventListener("click", () => this.reset());
    this.finder = root.querySelector("[data-find]");
    this.finder?.addEventListener("click", () => this.find());
    if (!("queued" in this.input.form.dataset)) this.input.form.addEventListener("submit", (event) => this.hold(event));
    this.listen();
  }

  async take() {
    const [file] = this.input.files;
    if (!file) return this.reset();
    try {
      this.draw(await createImageBitmap(file, { imageOrientation: "from-image" }));
    } catch {
      return this.reset(true); // a format that this browser cannot draw: the server can
    }
    this.crop.hidden = false;
    this.place(MIDDLE);
    return this.cut();
  }

  draw(bitmap) {
    const factor = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    this.canvas.width = Math.round(bitmap.width * factor);
    this.canvas.height = Math.round(bitmap.height * factor);
    this.canvas.getContext("2d").drawImage(bitmap, 0, 0, this.canvas.width, this.canvas.height);
    bitmap.close();
  }

  reset(keep = false) {
    if (!keep) this.input.value = "";
    this.frame.value = "";
    this.crop.hidden = true;
    this.said.textContent = "";
    this.canvas.width = this.canvas.height = 0;
  }

  place(part) {
    const width = within(part.width, LEAST, 1), height = within(part.height, LEAST, 1);
    this.part = { width, height, x: within(part.x, 0, 1 - width), y: within(part.y, 0, 1 - height) };
    const side = { left: this.part.x, top: this.part.y, width, height };
    for (const [name, share] of Object.entries(side)) this.box.style[name] = `${100 * share}%`;
  }

  // A corner is pulled by shares; the one across stays where it is.
  pull(corner, dx, dy) {
    const { x, y, width, height } = this.part, left = corner.includes("w"), top = corner.includes("n");
    const x0 = left ? within(x + dx, 0, x + width - LEAST) : x, x1 = left ? x + width : within(x + width + dx, x + LEAST, 1);
    const y0 = top ? within(y + dy, 0, y + height - LEAST) : y, y1 = top ? y + height : within(y + height + dy, y + LEAST, 1);
    this.place({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 });
  }

  shift(corner, dx, dy) {
    if (corner) this.pull(corner, dx, dy);
    else this.place({ ...this.part, x: this.part.x + dx, y: this.part.y + dy });
  }

  listen() {
    let from = null;
    this.box.addEventListener("pointerdown", (event) => {
      from = event;
      this.box.setPointerCapture(event.pointerId);
      this.corner = event.target.dataset?.corner;
      event.preventDefault();
      event.target.focus({ preventScroll: true });
    });
    this.box.addEventListener("pointermove", (event) => {
      if (from?.pointerId !== event.pointerId) return;
      const whole = this.canvas.getBoundingClientRect();
      this.shift(this.corner, (event.clientX - from.clientX) / whole.width, (event.clientY - from.clientY) / whole.height);
      from = event;
    });
    const end = () => {
      if (from) this.again();
      from = null;
    };
    this.box.addEventListener("pointerup", end);
    this.box.addEventListener("pointercancel", end);
    this.box.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      const corner = event.target.dataset?.corner ?? (event.shiftKey ? "se" : undefined);
      this.shift(corner, step[0] * STEP, step[1] * STEP);
      this.again();
    });
  }

  // One after the other: an older cut-out must not come in behind a newer one.
  again() {
    this.ready = this.ready.then(() => this.cut());
  }

  // The input holds the cut-out from now on; a file that was chosen stays on the telephone.
  async cut() {
    const { x, y, width, height } = this.part, { canvas } = this;
    const sides = [x * canvas.width, y * canvas.height, width * canvas.width, height * canvas.height].map(Math.round);
    const blob = await drawn(canvas, sides, [sides[2], sides[3]]);
    const files = new DataTransfer();
    files.items.add(new File([blob], "photograph.jpg", { type: "image/jpeg" }));
    this.input.files = files.files;
    this.frame.value = "0,0,1,1";
  }

  async find() {
    const { canvas } = this, factor = Math.min(1, LOOKED_AT / Math.max(canvas.width, canvas.height));
    const size = [canvas.width * factor, canvas.height * factor].map(Math.round);
    const sent = new FormData();
    sent.set("photo", await drawn(canvas, [0, 0, canvas.width, canvas.height], size), "photograph.jpg");
    sent.set("csrfmiddlewaretoken", this.input.form.querySelector('[name="csrfmiddlewaretoken"]').value);
    this.finder.disabled = true;
    this.said.textContent = this.finder.dataset.looking;
    try {
      const { part } = await (await fetch(this.finder.dataset.find, { method: "POST", body: sent })).json();
      this.said.textContent = part ? this.finder.dataset.found : this.finder.dataset.notFound;
      if (part) this.place({ x: part[0], y: part[1], width: part[2], height: part[3] });
      this.again();
    } catch {
      this.said.textContent = this.finder.dataset.notFound;
    }
    this.finder.disabled = false;
  }

  // Nothing leaves before the cut-out lies in the input.
  hold(event) {
    if (event.defaultPrevented || this.crop.hidden || this.held) return;
    event.preventDefault();
    this.held = true;
    this.ready.finally(() => {
      this.input.form.requestSubmit(event.submitter);
      this.held = false;
    });
  }
}

function drawn(canvas, [x, y, width, height], [wide, high]) {
  const part = document.createElement("canvas");
  [part.width, part.height] = [Math.max(1, wide), Math.max(1, high)];
  part.getContext("2d").drawImage(canvas, x, y, width, height, 0, 0, part.width, part.height);
  return new Promise((done, failed) => part.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/jpeg", QUALITY));
}

for (const root of document.querySelectorAll("[data-photo]")) all.set(root, new Photograph(root));

// The cut-out of a form as it is now, with the part that it shows; nothing where there is none.
export async function chosen(form) {
  const photograph = all.get(form.querySelector("[data-photo]"));
  await photograph?.ready;
  const [file] = photograph?.input.files ?? [];
  return file ? { photo: file, frame: photograph.frame.value } : {};
}

export function reset(form) {
  all.get(form.querySelector("[data-photo]"))?.reset();
}
