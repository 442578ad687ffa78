// Whoever signs out leaves nothing on the telephone: what a round has not sent yet is asked about first.
const NAME = "harimi-rounds", WHOSE = "/rounds/owner";
const bar = document.querySelector("[data-sign-out]");

async function waiting() {
  const there = (await indexedDB.databases?.()) ?? [];
  if (!there.some((one) => one.name === NAME)) return 0;
  return new Promise((done) => {
    const request = indexedDB.open(NAME);
    request.onerror = () => done(0);
    request.onsuccess = () => {
      const found = request.result.transaction("answers").objectStore("answers").getAll();
      found.onsuccess = () => {
        request.result.close();
        done(found.result.filter((one) => ["waiting", "refused", "gone"].includes(one.state)).length);
      };
    };
  });
}

async function forget() {
  indexedDB.deleteDatabase(NAME);
  await self.caches?.delete(NAME);
  const registered = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registered.map((one) => one.unregister()));
}

// Pages that somebody else kept here before are not this person's to see.
async function othersPages() {
  if (!(await self.caches?.has(NAME))) return;
  const whose = await (await caches.open(NAME)).match(WHOSE);
  if (!whose || (await whose.text()) !== bar.dataset.owner) await caches.delete(NAME);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action") !== bar.getAttribute("action")) return;
  event.preventDefault();
  waiting().then(async (count) => {
    if (count && !window.confirm(bar.dataset.signOut.replace("{count}", count))) return;
    await forget().catch(() => undefined);
    form.submit();
  });
});
othersPages().catch(() => undefined);
