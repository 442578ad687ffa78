// The page and all that it needs is kept by the worker for when there is no signal, with the list of what is kept.
const { by, owner, queue, words } = await import(`./page.js${new URL(import.meta.url).search}`);
const SCOPE = "/rounds", LIST = "/rounds/kept";

export async function keepHere() {
  if (!navigator.serviceWorker) throw new Error("no worker without TLS");
  await navigator.serviceWorker.register("/round-worker.js", { scope: SCOPE });
  const { active } = await navigator.serviceWorker.ready;
  const own = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.startsWith(`${location.origin}/static/`));
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => { by("ready").textContent = data ? words.ready : ""; };
  active.postMessage({ owner, addresses: [location.origin + location.pathname, location.origin + LIST, ...new Set(own)] }, [port2]);
  await navigator.storage?.persist?.();
}

// What waits is sent by the worker once there is signal, even where this page is closed by then.
export async function sendLater() {
  const worker = await navigator.serviceWorker?.getRegistration(SCOPE);
  await worker?.sync?.register(queue.NAME).catch(() => undefined);
}
