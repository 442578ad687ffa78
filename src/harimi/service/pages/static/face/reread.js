// How far the photographs are, looked up again until all are read.
const EVERY = 2000;

async function look() {
  const now = document.getElementById("progress");
  if (!now || now.dataset.over) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("progress");
    if (fresh) now.replaceWith(fresh);
  } catch {
    // The network comes back, or the reader loads the page again.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
