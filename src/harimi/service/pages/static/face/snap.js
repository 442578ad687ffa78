// After a drag the display is moved onto what the server sees near it; a step of its own, so that it can be undone.
import { changed, model, onSettled } from "./model.js";
import { by, editor, send, text } from "./page.js";

let asking = null;

export async function snap() {
  if (!by("snaps").checked) return;
  asking?.abort();
  const mine = (asking = new AbortController()), before = JSON.stringify(model.face), number = model.chosen;
  try {
    const sent = { picture: Number(editor.dataset.picture), face: model.face, display: number };
    const found = await send(editor.dataset.snap, sent, mine.signal);
    if (JSON.stringify(model.face) !== before) return;
    if (found.display) {
      model.face.displays[number] = found.display;
      changed();
    }
    by("said").textContent = text(found.display ? "snapped" : "snapped_not");
  } catch (error) {
    if (error.name !== "AbortError") by("said").textContent = "";
  }
}

onSettled(() => { by("said").textContent = ""; });
