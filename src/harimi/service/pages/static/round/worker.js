/* Keeps the page of a round and what it needs on the telephone, so that it opens without signal. */
importScripts("/static/round/queue.js");

const KEPT = "harimi-rounds", WHOSE = "/rounds/owner", PATIENCE = 4000;
const WALK = /^\/rounds\/[0-9a-f-]{36}\/walk$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && WALK.test(address.pathname)) event.respondWith(page(event.request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(asset(event));
});

self.addEventListener("sync", (event) => {
  if (event.tag === KEPT) event.waitUntil(self.harimiQueue.send());
});

self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data).then((all) => event.ports[0]?.postMessage(all)));
});

// Another person's pages are gone before this one's are kept. Whether all of them are.
async function keep({ owner, addresses }) {
  const whose = await (await caches.open(KEPT)).match(WHOSE);
  if (whose && (await whose.text()) !== owner) await caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  await cache.put(WHOSE, new Response(owner));
  const kept = await Promise.allSettled(addresses.map((one) => cache.add(one)));
  return kept.every((one) => one.status === "fulfilled");
}

const known = async (request) => (await caches.open(KEPT)).match(request.url, { ignoreVary: true });

async function fresh(request) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(request.url, answer.clone());
  return answer;
}

// The newest page, unless a bad signal keeps us waiting for it.
async function page(request) {
  const kept = await known(request);
  const asked = fresh(request);
  if (!kept) return asked;
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE));
  return Promise.race([asked.catch(() => kept), late]);
}

async function asset(event) {
  const kept = await known(event.request);
  const asked = fresh(event.request);
  if (!kept) return asked;
  event.waitUntil(asked.catch(() => undefined));
  return kept;
}
