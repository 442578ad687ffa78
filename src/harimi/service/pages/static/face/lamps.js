// What a lamp or a flag is: which it is, its colours, and what it shows on this photograph.
import { model } from "./model.js";
import { button, choice } from "./controls.js";
import { editor, element, text, words } from "./page.js";

const COLOURS = ["any", "red", "amber", "green", "blue", "white"];
// The names of the register's lamps and of their states; each display stands for the lamp of its place.
const named = JSON.parse(editor.dataset.lamps || "[]");

export const isLamp = (one) => one.kind === "lamp" || one.kind === "flag";
const states = (one) => (one.kind === "flag" ? one.ways : 1 + one.lights.length);

function stateName(one, n) {
  const names = named[model.face.displays.indexOf(one)]?.slice(1) ?? [];
  return names[n] ?? (one.kind === "flag" ? text("way", { n: n + 1 }) : n ? words.lit : words.unlit);
}

export function lampRows(one) {
  const all = [kind(one)];
  if (one.kind === "lamp") all.push(...one.lights.map((_, n) => colour(one, n)));
  return [...all, shownNow(one), ...kept(one)];
}

// A lamp shines by itself; a flag, a lever or a switch is seen by the light that falls on it.
function kind(one) {
  const options = [["lamp", words.lamp], ["flag", words.flag]].filter(([value]) => value === one.kind || states(one) <= COLOURS.length);
  return choice("lamp_kind", options, one.kind, (value) => {
    const count = states(one), { id, corners, weight } = one;
    const rest = value === "flag" ? { ways: count } : { lights: count > 2 ? COLOURS.slice(1, count) : ["any"] };
    model.face.displays.splice(model.chosen, 1, { kind: value, id, corners, weight, looks: one.looks, ...rest });
  });
}

function colour(one, n) {
  const free = COLOURS.filter((name) => one.lights[n] === name || (!one.lights.includes(name) && (name !== "any" || one.lights.length === 1)));
  const set = (value) => { one.lights[n] = value; };
  return choice(`colour-${n}`, free.map((name) => [name, words[`colour_${name}`]]), one.lights[n], set, text("colour_of", { state: stateName(one, n + 1) }));
}

// A look without pixels is taken from the photograph on which the face is drawn.
function shownNow(one) {
  const now = one.looks.find((look) => !look.pixels)?.state;
  const options = [["", words.unsaid], ...Array.from({ length: states(one) }, (_, n) => [String(n), stateName(one, n)])];
  return choice("shows_now", options, now === undefined ? "" : String(now), (value) => {
    one.looks = one.looks.filter((look) => look.pixels && String(look.state) !== value);
    if (value !== "") one.looks.push({ state: Number(value), pixels: "" });
  });
}

function kept(one) {
  return one.looks.filter((look) => look.pixels).map((look) => {
    const label = text("look_kept", { state: stateName(one, look.state) });
    const gone = button("×", () => { one.looks = one.looks.filter((other) => other !== look); }, { title: words.forget_look, ariaLabel: `${words.forget_look}: ${label}` });
    return element("div", { className: "point-row" }, element("span", { textContent: label }), gone);
  });
}
