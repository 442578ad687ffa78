// Shows only the fields that the chosen kind of display needs; without this script all of them are there.
const form = document.getElementById("new-meter");

function show() {
  const kind = form.elements.kind.value;
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(kind);
  }
}

form.addEventListener("change", show);
show();
