// A round, one stop after the other. Everything is written to the telephone first and sent when there is signal.
// Each module is asked for by the version of the page: a page that was kept before an upgrade never meets newer ones.
const version = new URL(import.meta.url).search;
const { by, owner, page, queue, said, stops, words } = await import(`./page.js${version}`);
const { done, look, tellAgain } = await import(`./stops.js${version}`);
const { answer, doubt, number } = await import(`./answers.js${version}`);
const { keepHere, sendLater } = await import(`./keeping.js${version}`);
const { onDiscarded } = await import(`./stuck.js${version}`);
const { chosen, reset } = await import(`../photo.js${version}`);
let now = 0;

function show(index, focus = true) {
  now = Math.min(stops.length - 1, Math.max(0, index));
  stops.forEach((stop, n) => { stop.hidden = n !== now; });
  by("back").disabled = now === 0;
  by("forth").disabled = now === stops.length - 1;
  page.querySelectorAll("#jump [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  by(`jump-${stops[now].dataset.stop}`).setAttribute("aria-current", "step");
  if (focus) stops[now].querySelector("h2").focus();
}

function next() {
  const order = [...stops.slice(now + 1), ...stops.slice(0, now)], open = order.find((stop) => !done(stop));
  if (open) return show(stops.indexOf(open));
  by("told").textContent = words.all_done;
  return stops[now].querySelector("h2").focus();
}

function warn(stop, text) {
  const note = stop.querySelector(".second");
  note.textContent = text;
  note.hidden = !text;
}

async function answered(stop, given) {
  const { entry, replaced } = answer(stop, given);
  try {
    await queue.put(entry, replaced);
  } catch {
    return warn(stop, words.nothing_kept);
  }
  warn(stop, "");
  reset(stop.querySelector("form"));
  by("told").textContent = words.saved;
  await look();
  next();
  return send();
}

async function typed(stop, form) {
  const value = form.elements.value.value.trim(), picture = await chosen(form);
  if (!value && !picture.photo) return warn(stop, words.nothing);
  if (value && Number.isNaN(number(value))) return warn(stop, words.bad_value);
  const why = value ? doubt(stop, number(value)) : "";
  if (why && form.dataset.sure !== value) {
    form.dataset.sure = value;
    return warn(stop, `${words[why]} ${words.sure}`);
  }
  return answered(stop, { value, ...picture });
}

async function send() {
  const how = await queue.send(look);
  by("signal").textContent = how === "offline" ? words.offline : how === "signed_out" ? "" : how === "failed" ? words.later : "";
  by("sign-in").hidden = how !== "signed_out";
  if (how === "offline") sendLater();
  await look();
  others();
}

async function others() {
  const theirs = (await queue.everything()).filter((one) => one.owner !== owner && one.state === "waiting").length;
  by("others").textContent = theirs ? said("other_person", { count: theirs }) : "";
}

page.addEventListener("submit", (event) => {
  const stop = event.target.closest(".stop");
  if (!stop) return;
  event.preventDefault();
  if (event.submitter?.name === "skip") answered(stop, { skipped: event.target.elements.skipped.value });
  else typed(stop, event.target);
});
by("back").addEventListener("click", () => show(now - 1));
by("forth").addEventListener("click", () => show(now + 1));
by("send").addEventListener("click", send);
by("jump").addEventListener("click", (event) => {
  const to = event.target.closest("[data-to]");
  if (!to) return;
  by("all").open = false;
  show(stops.findIndex((stop) => stop.dataset.stop === to.dataset.to));
});
onDiscarded(look);
document.addEventListener("visibilitychange", tellAgain);
addEventListener("online", send);
addEventListener("offline", () => { by("signal").textContent = words.offline; });

page.classList.add("walking");
by("controls").hidden = false;
await queue.tidy();
await look();
show(Math.max(0, stops.findIndex((stop) => !done(stop))), false);
send();
keepHere().catch(() => { by("ready").textContent = words.not_ready; });
