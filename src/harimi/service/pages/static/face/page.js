// What the page brought along, and how its server is asked.
export const editor = document.getElementById("editor");
export const words = JSON.parse(document.getElementById("words").textContent);

export const by = (id) => document.getElementById(id);

export function text(key, values = {}) {
  return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), words[key]);
}

// A new element with its properties and children.
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export async function send(address, sent, signal) {
  const token = document.querySelector("#csrf input").value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(sent), signal });
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (!isJson) throw new Error(`${words.no_answer} (${answer.status})`);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail);
  return found;
}

// How far what was read is to be believed, in words and colour.
export function label(state, found) {
  const kind = found === "published" ? "estimated" : found;
  state.textContent = words[`state_${kind}`];
  state.className = `state ${kind}`;
}
