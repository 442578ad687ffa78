// What the face reads: on its own photograph at once, then on others of the same camera, one after the other.
import { overlay } from "./evidence.js";
import { model, onSettled } from "./model.js";
import { by, editor, element, label, send, text, words } from "./page.js";

const SOON = 250, LATER = 500;
const others = [...document.querySelectorAll("#others li")];
let waiting = 0, asking = new AbortController();

export function tryLater() {
  clearTimeout(waiting);
  asking.abort();
  waiting = setTimeout(tryNow, SOON);
}

async function tryNow() {
  const mine = (asking = new AbortController());
  by("state").textContent = words.trying;
  by("state").className = "state";
  try {
    const found = await send(editor.dataset.try, sent(), mine.signal);
    show(found);
    if (others.length) waiting = setTimeout(() => tryOthers(mine, found.state === "published" ? 1 : 0), LATER);
  } catch (error) {
    if (error.name !== "AbortError") complain(error);
  }
}

const sent = (more = {}) => ({ picture: Number(editor.dataset.picture), face: model.face, ...more });

async function tryOthers(mine, first) {
  let read = first;
  by("summary").textContent = words.trying;
  by("summary").className = "summary";
  for (const one of others) {
    one.classList.add("asked");
    try {
      const found = await send(editor.dataset.sample, sent({ other: Number(one.dataset.cut) }), mine.signal);
      told(one, found);
      read += found.state === "published" ? 1 : 0;
    } catch (error) {
      if (error.name === "AbortError") return;
      told(one, { value: "–", state: "unreadable", evidence: [], reasons: [error.message] });
    }
  }
  by("summary").textContent = text("summary", { n: read, total: others.length + 1 });
  by("summary").className = `summary ${read === others.length + 1 ? "good" : "doubt"}`;
}

function told(one, found) {
  one.classList.remove("asked");
  one.querySelector(".value").textContent = found.value;
  label(one.querySelector(".state"), found.state);
  one.querySelector(".why").textContent = found.state === "published" ? "" : (found.reasons[0] ?? "");
  overlay(one.querySelector("g"), found.evidence, Math.max(...model.face.size));
  one.classList.toggle("failed", found.state !== "published");
}

function show(found) {
  by("value").textContent = `${found.value} ${editor.dataset.unit}`;
  label(by("state"), found.state);
  by("reasons").replaceChildren(...found.reasons.map((reason) => element("li", { textContent: reason })));
  by("note").textContent = found.note;
  by("note").hidden = !found.note;
  by("fault").hidden = true;
}

export function complain(error) {
  by("fault").textContent = error.message;
  by("fault").hidden = false;
  by("state").textContent = "";
}

onSettled(tryLater);
