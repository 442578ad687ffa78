// What the chosen display is, in words: digits, decimals, weight, sign, pages, the points of a scale.
import { button, choice } from "./controls.js";
import { along, middle } from "./geometry.js";
import { isLamp, lampRows } from "./lamps.js";
import { changed, display, model } from "./model.js";
import { by, element, text, words } from "./page.js";

// Only another display or another number of parts is listed anew, so that a field keeps its cursor while somebody types.
let listed = "";

export function listFields() {
  const one = display();
  const now = JSON.stringify([model.chosen, one.id, one.kind, one.points?.map((point) => point.value), one.page?.map((sign) => sign.lit), one.digits, one.decimals, one.weight, one.shows, one.signed, one.padded, one.lights, one.ways, one.looks, model.face.displays.length]);
  if (now === listed) return;
  listed = now;
  const focused = document.activeElement?.id, all = by("fields");
  all.replaceChildren(...rows(one));
  by("hint").textContent = words[`${one.kind}_hint`] ?? words.row_hint;
  if (focused && all.querySelector(`#${CSS.escape(focused)}`)) by(focused).focus();
}

function rows(one) {
  if (isLamp(one)) return lampRows(one);
  const several = model.face.displays.length > 1, all = [];
  if (several) all.push(field("name", one.id, (value) => { one.id = value.trim(); }));
  if (one.digits) all.push(element("div", { className: "pair" }, digits(one), decimals(one)));
  if (one.kind === "scale" && (several || one.weight.startsWith("-"))) all.push(counts(one));
  if (one.kind === "scale" ? !/^-?1$/.test(one.weight) : several || one.weight !== "1") all.push(field("weight", one.weight, (value) => { one.weight = value.trim(); }, { inputMode: "decimal" }));
  if (one.kind === "segments") all.push(signed(one), check("padded", one.padded ?? false, (value) => { one.padded = value; }), pages(one));
  if (one.kind === "dial" && one.wraps) all.push(direction(one));
  if (one.kind === "scale") all.push(moving(one));
  if (one.points) all.push(...points(one));
  return all;
}

function field(key, value, set, more = {}) {
  const input = element("input", { id: `field-${key}`, value: value ?? "", ...more });
  input.addEventListener("change", () => { set(input.value); changed(); });
  return element("p", {}, element("label", { htmlFor: input.id, textContent: words[key] }), input);
}

function digits(one) {
  const set = (value) => { one.digits = Math.min(16, Math.max(1, Math.round(Number(value)) || 1)); one.decimals = one.decimals && Math.min(one.decimals, one.digits); };
  return field("digits", one.digits, set, { type: "number", min: 1, max: 16 });
}

// A display of segments may show its point itself.
function decimals(one) {
  const set = (value) => { one.decimals = value === "" && one.kind === "segments" ? null : Math.min(one.digits, Math.max(0, Math.round(Number(value)) || 0)); };
  const placeholder = one.kind === "segments" ? words.decimals_read : "";
  return field("decimals", one.decimals, set, { type: "number", min: 0, max: one.digits, placeholder });
}

function signed(one) {
  const options = [["null", words.signed_unknown], ["true", words.signed_yes], ["false", words.signed_no]];
  return choice("signed", options, String(one.signed ?? null), (value) => { one.signed = JSON.parse(value); });
}

function moving(one) {
  const options = [["surface", words.shows_surface], ["float", words.shows_float]];
  return choice("shows", options, one.shows ?? "surface", (value) => { one.shows = value; });
}

// A U-tube shows by how much one of its levels is above the other.
function counts(one) {
  const much = one.weight.replace("-", "");
  const options = [[much, words.counts_added], [`-${much}`, words.counts_taken]];
  return choice("counts", options, one.weight, (value) => { one.weight = value; });
}

function direction(one) {
  const options = [["1", words.clockwise], ["-1", words.anticlockwise]];
  return choice("direction", options, turning(one) > 0 ? "1" : "-1", () => { for (const point of one.points) point.at = mirrored(point.at, one); });
}

function turning({ points: [a, b], corners }) {
  const centre = middle(corners);
  return (a.at[0] - centre[0]) * (b.at[1] - centre[1]) - (a.at[1] - centre[1]) * (b.at[0] - centre[0]);
}

// The scale runs the other way round from the same zero.
function mirrored(at, { points: [zero], corners }) {
  const centre = middle(corners), axis = [zero.at[0] - centre[0], zero.at[1] - centre[1]], far = [at[0] - centre[0], at[1] - centre[1]];
  const share = (2 * (far[0] * axis[0] + far[1] * axis[1])) / (axis[0] ** 2 + axis[1] ** 2 || 1);
  return [centre[0] + share * axis[0] - far[0], centre[1] + share * axis[1] - far[1]];
}

function check(key, value, set) {
  const input = element("input", { type: "checkbox", id: `field-${key}`, checked: value });
  input.addEventListener("change", () => { set(input.checked); changed(); });
  return element("label", { className: "choice", htmlFor: input.id }, input, ` ${words[key]}`);
}

function points(one) {
  const rows = one.points.map((point, n) => {
    const input = element("input", { id: `point-${n}`, inputMode: "decimal", value: point.value });
    input.addEventListener("change", () => { point.value = input.value.trim(); changed(); });
    const label = text("point_value", { n: n + 1 });
    const gone = button("×", () => one.points.splice(n, 1), { title: words.remove_point, ariaLabel: `${words.remove_point}: ${label}`, hidden: one.points.length <= (one.wraps ? 3 : 2) });
    return element("div", { className: "point-row" }, element("label", { htmlFor: input.id, textContent: label }), input, gone);
  });
  return one.wraps ? rows : [...rows, button(words.add_point, () => addPoint(one), { id: "add" })];
}

function addPoint(one) {
  const last = one.points.length - 1, a = one.points[last - 1], b = one.points[last];
  one.points.splice(last, 0, { at: along(a.at, b.at, 0.5), value: String((Number(a.value) + Number(b.value)) / 2) });
}

// A display that shows several pages in turn is known by signs that are lit on this page only, or never.
function pages(one) {
  const signs = one.page ?? [];
  const rows = signs.map((sign, n) => {
    const select = element("select", { id: `sign-${n}` }, new Option(words.lit, "1", false, sign.lit), new Option(words.unlit, "", false, !sign.lit));
    select.addEventListener("change", () => { Object.assign(sign, { lit: select.value === "1", pixels: "", contrast: 0 }); changed(); });
    const label = text("sign", { n: n + 1 });
    const gone = button("×", () => one.page.splice(n, 1), { title: words.remove_sign, ariaLabel: `${words.remove_sign}: ${label}` });
    return element("div", { className: "point-row" }, element("label", { htmlFor: select.id, textContent: label }), select, gone);
  });
  const parts = [element("summary", { textContent: words.signs }), element("p", { className: "small", textContent: words.signs_hint }), ...rows, button(words.add_sign, () => addSign(one))];
  return element("details", { open: signs.length > 0 }, ...parts);
}

function addSign(one) {
  const [a, b, , d] = one.corners, tall = Math.hypot(d[0] - a[0], d[1] - a[1]), half = 0.25 * tall;
  const at = [Math.min(model.face.size[0] - half - 1, b[0] + half), Math.max(half + 1, b[1] - half)];
  const corners = [[at[0] - half, at[1] - half], [at[0] + half, at[1] - half], [at[0] + half, at[1] + half], [at[0] - half, at[1] + half]];
  one.page = [...(one.page ?? []), { corners, lit: true, pixels: "", contrast: 0 }];
}
