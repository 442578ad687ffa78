// Stops are dragged into another order; the buttons beside them do the same without a script.
const form = document.getElementById("order"), list = form?.querySelector(".order");
let held = null;

function save() {
  form.elements.order.value = [...list.children].map((one) => one.dataset.stop).join(",");
  form.submit();
}

list?.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".grip")) return;
  held = event.target.closest("li");
  held.classList.add("held");
  list.setPointerCapture(event.pointerId);
  event.preventDefault();
});

list?.addEventListener("pointermove", (event) => {
  if (!held) return;
  const over = [...list.children].find((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return one !== held && event.clientY > top && event.clientY < bottom;
  });
  if (!over) return;
  const below = held.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
  list.insertBefore(held, below ? over.nextSibling : over);
  held.moved = true;
});

for (const end of ["pointerup", "pointercancel"]) {
  list?.addEventListener(end, () => {
    held?.classList.remove("held");
    if (held?.moved) save();
    held = null;
  });
}
