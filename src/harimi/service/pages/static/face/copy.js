// The face of one meter is laid on others, one after the other; a person ticks where it is right, and those are kept.
import { overlay } from "./evidence.js";
import { by, editor, label, send, text, words } from "./page.js";

const rows = [...document.querySelectorAll("#likes li")].map((item) => ({ item, box: item.querySelector("input"), found: null, kept: false }));
const said = by("said");

async function tryAll() {
  for (const row of rows) {
    row.item.classList.add("asked");
    try {
      row.found = await send(editor.dataset.try, { target: row.item.dataset.meter });
      show(row);
    } catch (error) {
      fault(row, error);
    }
    row.item.classList.remove("asked");
  }
  by("all").disabled = !rows.some(readable);
}

function show({ item, box, found }) {
  item.querySelector(".value").textContent = found.value;
  label(item.querySelector(".state"), found.state);
  item.querySelector(".why").textContent = [found.how, found.note, ...(found.state === "published" ? [] : found.reasons)].filter(Boolean).join(" ");
  overlay(item.querySelector("g"), found.evidence, Math.max(...found.face.size));
  box.disabled = false;
}

function fault({ item }, error) {
  const place = item.querySelector(".fault");
  place.textContent = error.message;
  place.hidden = false;
}

const readable = (row) => !row.box.disabled && row.found?.state === "published";
const ticked = () => rows.filter((row) => row.box.checked && !row.kept);
const ready = () => { by("save").disabled = !ticked().length; };

by("all").addEventListener("click", () => {
  for (const row of rows) if (readable(row)) row.box.checked = true;
  ready();
});

by("likes").addEventListener("change", ready);

by("save").addEventListener("click", async () => {
  by("save").disabled = true;
  const chosen = ticked();
  for (const [n, row] of chosen.entries()) {
    said.textContent = text("copying", { n: n + 1, total: chosen.length });
    await keep(row);
  }
  said.textContent = text("copied", { n: chosen.filter((row) => row.kept).length, total: chosen.length });
  ready();
});

async function keep(row) {
  row.item.querySelector(".fault").hidden = true;
  try {
    const { picture, face } = row.found;
    await send(editor.dataset.save, { target: row.item.dataset.meter, picture, face });
    row.kept = true;
    row.box.disabled = true;
    row.item.classList.add("kept");
    row.item.querySelector(".why").textContent = words.copy_saved;
  } catch (error) {
    fault(row, error);
  }
}

tryAll();
