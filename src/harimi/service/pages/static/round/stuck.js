// What the server did not take, or has no place for any more: each told in words and thrown away by itself.
const { moment } = await import(`./when.js${new URL(import.meta.url).search}`);
const section = document.getElementById("stuck"), words = section.dataset, queue = self.harimiQueue;
const list = section.querySelector("ul"), row = section.querySelector("template");
let drawn = "";

const mine = (one) => one.owner === words.owner && queue.stuck(one);
const given = (one, unit = "") => [one.skipped && words.skipped, one.value, one.value && unit, one.photo && words.pictured].filter(Boolean).join(" ");
const why = (one) => [words[one.state], one.detail || (one.fault === "photo" && words.badPhoto)].filter(Boolean).join(" ");

// `place` tells where an answer belongs: its name, where it is put right, its unit.
export async function tellStuck(place, wanted = () => true) {
  const all = (await queue.everything()).filter((one) => mine(one) && wanted(one));
  const now = JSON.stringify(all.map((one) => [one.key, one.state, one.detail]));
  if (now === drawn) return;
  drawn = now;
  section.hidden = !all.length;
  list.replaceChildren(...all.map((one) => item(one, place(one) ?? {})));
}

function item(one, { name, address, unit }) {
  const made = row.content.cloneNode(true), where = made.querySelector("a"), button = made.querySelector("button");
  where.textContent = name ?? words.nowhere;
  if (address) where.href = address;
  made.querySelector(".given").textContent = given(one, unit);
  Object.assign(made.querySelector("time"), { dateTime: one.at, textContent: moment(one.at) });
  made.querySelector(".why").textContent = why(one);
  button.ariaLabel = `${button.textContent}: ${where.textContent} ${given(one, unit)}`;
  button.addEventListener("click", () => discard(one, button));
  return made;
}

async function discard(one, button) {
  if (!window.confirm(words.sure.replace("{value}", given(one)))) return;
  button.disabled = true;
  await queue.discard(one.key);
  section.dispatchEvent(new Event("discarded"));
}

// Whoever threw one away goes on with the next.
export function onDiscarded(told) {
  section.addEventListener("discarded", async () => {
    await told();
    (list.querySelector("button") ?? document.getElementById("main")).focus();
  });
}
