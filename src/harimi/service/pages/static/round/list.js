// Lists of rounds: those whose pages are kept here, each by the name that its page has, and what waits in vain on this telephone.
const { onDiscarded, tellStuck } = await import(`./stuck.js${new URL(import.meta.url).search}`);
const NAME = "harimi-rounds", WHOSE = "/rounds/owner", WALK = /^\/rounds\/([0-9a-f-]{36})\/walk$/;
const list = document.getElementById("kept"), { owner } = document.getElementById("stuck").dataset, queue = self.harimiQueue;

// Nobody is shown what was kept for somebody else.
async function kept() {
  if (!(await self.caches?.has(NAME))) return [];
  const cache = await caches.open(NAME), whose = await cache.match(WHOSE);
  if (!whose || (await whose.text()) !== owner) return [];
  const walks = (await cache.keys()).map((one) => new URL(one.url).pathname).filter((one) => WALK.test(one));
  return Promise.all(walks.map(async (address) => ({ address, round: address.match(WALK)[1], name: name(await (await cache.match(address)).text()) })));
}

const name = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("h1").textContent;

async function row({ address, round, name }) {
  const made = document.getElementById("kept-round").content.cloneNode(true), left = made.querySelector(".due");
  const waiting = (await queue.of(owner, round)).filter((one) => one.state === "waiting").length;
  made.querySelector("li").dataset.round = round;
  made.querySelector("h2").textContent = name;
  made.querySelector("a").href = address;
  left.textContent = waiting ? left.dataset.left.replace("{count}", waiting) : "";
  return made;
}

async function fill() {
  const all = (await kept()).sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang, { numeric: true }));
  list.replaceChildren(...(await Promise.all(all.map(row))));
  document.getElementById("none").hidden = all.length > 0;
}

function place({ round }) {
  const one = document.querySelector(`[data-round="${round}"]`);
  return one && { name: one.querySelector("h2").textContent, address: `/rounds/${round}/walk` };
}

const tell = () => tellStuck(place);
onDiscarded(tell);
if (list) await fill();
await tell();
