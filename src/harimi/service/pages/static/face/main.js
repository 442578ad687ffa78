// The face editor: displays are drawn over a photograph, and what they read is seen at once.
import { listDisplays } from "./displays.js";
import { draw } from "./drawing.js";
import { listFields } from "./fields.js";
import { middle } from "./geometry.js";
import "./handles.js";
import { changed, display, history, model, onSettled, redo, undo } from "./model.js";
import { by, editor, send } from "./page.js";
import { complain } from "./preview.js";
import { view, whole, zoom } from "./view.js";

const CLOSER = 1.5;
// The buttons zoom in on what is being marked.
function toChosen() {
  const at = middle(display().corners);
  const near = at[0] > view.x && at[0] < view.x + view.width && at[1] > view.y && at[1] < view.y + view.height;
  return near ? at : undefined;
}

by("undo").addEventListener("click", undo);
by("redo").addEventListener("click", redo);
by("closer").addEventListener("click", () => zoom(CLOSER, toChosen()));
by("further").addEventListener("click", () => zoom(1 / CLOSER));
by("whole").addEventListener("click", whole);
window.addEventListener("resize", draw);

onSettled(() => {
  by("undo").disabled = !history().undo;
  by("redo").disabled = !history().redo;
  listDisplays();
  listFields();
});

by("save").addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    const sent = { picture: Number(editor.dataset.picture), face: model.face, since: by("since")?.value ?? "picture" };
    location.href = (await send(editor.dataset.save, sent)).next;
  } catch (error) {
    complain(error);
    event.target.disabled = false;
  }
});

changed();
