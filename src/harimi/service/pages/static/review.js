/* The review queue under the fingers: a number chooses, E types, U cannot be read, N goes on. */
const form = document.querySelector("#answer");
const typed = document.querySelector("#value");

function press(key) {
  if (/^[1-9]$/.test(key)) return form.querySelector(`[data-key="${key}"]`)?.click();
  if (key === "e") return typed.focus();
  if (key === "u") return document.querySelector('[name="unreadable"]').click();
  if (key === "n") return document.querySelector("#skip")?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (/^[1-9eun]$/.test(event.key)) {
    event.preventDefault();
    press(event.key);
  }
});

document.addEventListener("submit", (event) => event.target.classList.add("sent"));
