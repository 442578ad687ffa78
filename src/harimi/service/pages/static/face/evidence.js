// What was read, drawn over a photograph.
import { line } from "./geometry.js";
import { shape } from "./svg.js";

export function overlay(group, evidence, side) {
  group.replaceChildren();
  for (const one of evidence) {
    shape("polygon", { points: line(one.outline) }, group);
    for (const part of one.elements) element(group, part, side);
  }
}

function element(group, part, side) {
  const places = part.line ?? part.outline, xs = places.map(([x]) => x), ys = places.map(([, y]) => y);
  shape(part.line ? "polyline" : "polygon", { points: line(places) }, group);
  const middle = part.line ? places[1] : [(Math.min(...xs) + Math.max(...xs)) / 2, Math.max(...ys) + side / 24];
  const said = shape("text", { x: middle[0], y: middle[1], "font-size": side / 24, "text-anchor": "middle" }, group);
  said.textContent = part.text;
}
