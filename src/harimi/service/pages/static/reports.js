// The browser's own print dialog, where there is a script to open it.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
