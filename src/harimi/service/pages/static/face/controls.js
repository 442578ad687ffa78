// Fields of the panel: whatever is chosen or pressed is a change of the face.
import { changed } from "./model.js";
import { element, words } from "./page.js";

export function choice(key, options, now, set, label = words[key]) {
  const select = element("select", { id: `field-${key}` }, ...options.map(([value, words]) => new Option(words, value, false, value === now)));
  select.addEventListener("change", () => { set(select.value); changed(); });
  return element("p", {}, element("label", { htmlFor: select.id, textContent: label }), select);
}

export function button(label, onClick, more = {}) {
  const made = element("button", { type: "button", className: "quiet", textContent: label, ...more });
  made.addEventListener("click", () => { onClick(); changed(); });
  return made;
}
