// How far a report or an export is, without anybody pressing a key: the page is asked for again until the file is there.
const EVERY = 2000;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const now = page?.querySelector("#progress");
  if (now && !("running" in now.dataset)) {
    document.querySelector("#progress").replaceWith(now);
    return;
  }
  if (now) {
    document.querySelector("#reached").textContent = now.querySelector("#reached").textContent;
    document.querySelector("#progress progress").replaceWith(now.querySelector("progress"));
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
