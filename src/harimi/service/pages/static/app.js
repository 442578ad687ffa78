/* On every page: says when there is no network, and that a form is on its way; pressed twice, it is sent once. */
const offline = document.querySelector("#offline");

function tell() {
  offline.hidden = navigator.onLine;
}

addEventListener("online", tell);
addEventListener("offline", tell);
tell();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.ariaBusy === "true") return event.preventDefault();
  event.target.ariaBusy = "true";
});

/* A page that the browser kept comes back as it was left. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll('form[aria-busy="true"]')) form.ariaBusy = null;
});
