/* How far an import is, without anybody pressing a key: the page is asked for again until it is done. */
const EVERY = 1500;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("#progress");
  const shown = document.querySelector("#progress");
  if (!now) return;
  if (!("running" in now.dataset)) {
    shown.replaceWith(now);
    return;
  }
  shown.querySelector("progress").value = now.querySelector("progress").value;
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
