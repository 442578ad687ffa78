/* Keeps the page of a round and what it needs on the telephone, so that it opens without signal. */
importScripts("/static/round/queue.js");

const KEPT = "harimi-rounds", WHOSE = "/rounds/owner", LIST = "/rounds/kept", PATIENCE = 4000;
const WALK = /^\/rounds\/[0-9a-f-]{36}\/walk$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, address.pathname));
  else if (address.pathname.startsWith("/static/")) event.respondWith(asset(event.request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === KEPT) event.waitUntil(self.harimiQueue.send());
});

self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data).catch(() => false).then((all) => event.ports[0]?.postMessage(all)));
});

// Another person's pages are gone before this one's are kept. A page is kept with all that it needs, or stays as it was.
async function keep({ owner, addresses }) {
  const whose = await known(WHOSE);
  if (whose && (await whose.text()) !== owner) await caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  await cache.put(WHOSE, new Response(owner));
  const answers = await Promise.all(addresses.map(whole));
  await Promise.all(answers.map((one, n) => cache.put(addresses[n], one)));
  return true;
}

async function whole(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(`no ${address}`);
  return answer;
}

const known = async (address) => (await caches.open(KEPT)).match(address, { ignoreVary: true });

// The newest page, unless a bad signal keeps us waiting for it; what is not kept has the list of what is in its place.
async function page(request, path) {
  const own = WALK.test(path) && (await known(path));
  const kept = own || (await known(LIST));
  const asked = answered(request, path);
  if (!kept) return asked;
  const late = new Promise((done) => { if (own || path === "/rounds") setTimeout(() => done(kept), PATIENCE); });
  return Promise.race([asked.catch(() => kept), late]);
}

// A round that this person may not walk any more is not kept either.
async function answered(request, path) {
  const answer = await fetch(request);
  if (answer.status === 404 && WALK.test(path)) await (await caches.open(KEPT)).delete(path);
  return answer;
}

// What is asked for by its version never changes.
const asset = async (request) => (await known(request.url)) ?? fetch(request);
