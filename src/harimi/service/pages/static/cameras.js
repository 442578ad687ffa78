/* Cameras that are chosen are counted on the way; how far orders are is asked for again until they ended. */
const EVERY = 3000;
const form = document.getElementById("tell"), progress = document.getElementById("progress");

form?.elements.all.addEventListener("change", ({ target }) => {
  form.querySelectorAll('[name="camera"]').forEach((one) => { one.disabled = target.checked; });
});

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.ok) {
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
    if (now) document.getElementById("progress").replaceWith(now);
    if (now && !("running" in now.dataset)) return;
  }
  setTimeout(look, EVERY);
}

if (progress && "running" in progress.dataset) setTimeout(look, EVERY);
