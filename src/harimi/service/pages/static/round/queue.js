/* What was noted on a round, kept on the telephone until the server has it. Used by the page and by its worker, hence no module. */
(() => {
  const NAME = "harimi-rounds", STORE = "answers", DAY = 86_400_000;
  const TAKEN = ["kept", "asks", "skipped"], UNSENT = ["waiting", "gone"], WRONG = ["refused", "gone"], TRIES = 3;

  function opened() {
    return new Promise((done, failed) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  // What was noted is on the disk before this is done.
  async function inside(mode, work) {
    const database = await opened();
    try {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      await new Promise((done, failed) => {
        transaction.oncomplete = done;
        transaction.onabort = transaction.onerror = () => failed(transaction.error);
      });
      return request?.result;
    } finally {
      database.close();
    }
  }

  const everything = async () => (await inside("readonly", (store) => store.getAll())).sort((a, b) => (a.at < b.at ? -1 : 1));

  const of = async (owner, round) => (await everything()).filter((one) => one.owner === owner && one.round === round);

  // What the server answered with an error again and again is still sent, and may be thrown away.
  const stuck = (one) => WRONG.includes(one.state) || one.failed >= TRIES;

  // Instead of those which it puts right.
  async function put(entry, replaced) {
    await inside("readwrite", (store) => {
      replaced.forEach((one) => store.delete(one.key));
      store.put(entry);
    });
  }

  // The outcome is noted unless something else was typed meanwhile. Only what the server has is taken off the telephone.
  async function note(entry, { state, value = "", detail = "", fault = "", failed = 0 }) {
    await inside("readwrite", (store) => {
      const asked = store.get(entry.key);
      asked.onsuccess = () => {
        if (!asked.result) return;
        const rest = TAKEN.includes(state) ? { value, photo: undefined } : {};
        store.put({ ...asked.result, ...rest, state, detail, fault, failed });
      };
    });
  }

  function form(entry, token) {
    const sent = new FormData();
    for (const name of ["key", "stop", "at", "value", "frame", "skipped", "owner"]) sent.set(name, entry[name] ?? "");
    if (entry.photo) sent.set("photo", entry.photo, "photograph.jpg");
    return { method: "POST", body: sent, headers: { "X-CSRFToken": token } };
  }

  // Null where it has to wait: nobody hears us, or the server is not well.
  async function delivered(entry, token) {
    const answer = await fetch(`/rounds/${entry.round}/send`, form(entry, token));
    if (answer.status === 401) return "signed_out";
    if (answer.ok || answer.status === 422) return answer.json();
    if (answer.status === 404) return { state: "gone" };
    if (answer.status === 413) return { state: "refused", fault: "photo" };
    return "failed";
  }

  // What has no place there may have one again: a role is given back. What fails holds up nothing behind it.
  async function sendAll(told) {
    const waiting = (await everything()).filter((one) => UNSENT.includes(one.state));
    if (!waiting.length) return "idle";
    const who = await fetch("/rounds/token", { cache: "no-store" });
    if (who.status === 401) return "signed_out";
    if (!who.ok) return "failed";
    const { owner, token } = await who.json();
    let how = "sent";
    for (const entry of waiting.filter((one) => one.owner === owner)) {
      const outcome = await delivered(entry, token);
      if (outcome === "signed_out") return outcome;
      if (outcome === "failed") how = outcome;
      await note(entry, outcome === "failed" ? { ...entry, failed: (entry.failed ?? 0) + 1 } : outcome);
      await told?.();
    }
    return how;
  }

  // One sends at a time, of all tabs and the worker: idle, sent, offline, signed_out or failed.
  async function send(told) {
    return alone(() => sendAll(told).catch(() => "offline"));
  }

  const alone = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());

  // Not while it is being sent: what the server took meanwhile stays as it is.
  async function discard(key) {
    await alone(() => inside("readwrite", (store) => {
      const asked = store.get(key);
      asked.onsuccess = () => { if (asked.result && stuck(asked.result)) store.delete(key); };
    }));
  }

  // What the server has needs no place here after a day.
  async function tidy() {
    const old = (await everything()).filter((one) => TAKEN.includes(one.state) && Date.now() - Date.parse(one.at) > DAY);
    for (const one of old) await inside("readwrite", (store) => store.delete(one.key));
  }

  self.harimiQueue = { NAME, TAKEN, WRONG, everything, stuck, of, put, send, discard, tidy };
})();
