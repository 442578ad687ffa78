// Left and right go from picture to picture.
const links = [...document.querySelectorAll(".film a")];
document.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const here = links.indexOf(document.activeElement);
  if (!way || here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = links[here + way];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
