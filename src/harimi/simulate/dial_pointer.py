"""Pointers: the families of hands that turn over gauges and sub-dials, built from `pointer_parts`."""

from collections.abc import Callable

import numpy as np

from harimi.simulate.pointer_parts import Colour as Colour
from harimi.simulate.pointer_parts import Pointer as Pointer
from harimi.simulate.pointer_parts import Polygons, disc, symmetric, turned
from harimi.simulate.sub_dial_hands import SUB_DIAL_FAMILIES


def shapes(pointer: Pointer) -> Polygons:
    """The hand's polygons in painting order, the hub's last."""
    parts = FAMILIES[pointer.family](pointer)
    if pointer.hub_colour is not None:
        parts.append((disc(0, 0, pointer.hub), pointer.hub_colour))
    if pointer.cap:
        parts.append((disc(0, 0, pointer.cap), pointer.second))
    return parts


def _needle(p: Pointer) -> Polygons:
    half = p.width / 2
    return [(symmetric((half * 0.25, p.length), (half, 0), (p.tail_width / 2, -p.tail)), p.colour)]


def _counterweight(p: Pointer) -> Polygons:
    """A thin needle whose tail ends in a heavy block that tapers towards the pivot."""
    half = p.width / 2
    body = symmetric((half * 0.3, p.length), (half, 0), (half, -p.tail * 0.4))
    block = symmetric((half, -p.tail * 0.35), (p.tail_width / 2, -p.tail * 0.45), (p.tail_width * 0.7, -p.tail))
    return [(body, p.colour), (block, p.colour)]


def _moon(p: Pointer) -> Polygons:
    """A thin needle with a crescent as counterweight."""
    half, radius = p.width / 2, p.tail_width * 0.9
    body = symmetric((half * 0.3, p.length), (half, 0), (half, -p.tail))
    outer = disc(0, -p.tail, radius, 70, 290)
    inner = disc(0, -p.tail + radius * 0.55, radius, 290, 70)
    return [(body, p.colour), (np.concatenate([outer, inner]), p.colour)]


def _ball(p: Pointer) -> Polygons:
    """A needle with a disc at the end of its tail."""
    return [*_needle(p), (disc(0, -p.tail, p.tail_width * 0.7), p.colour)]


def _triangle(p: Pointer) -> Polygons:
    return [(symmetric((0.004, p.length), (p.width / 2, -p.tail)), p.colour)]


def _knife(p: Pointer) -> Polygons:
    half = p.width / 2
    return [(symmetric((0.004, p.length), (half, p.length * 0.72), (half, 0), (p.tail_width / 2, -p.tail)), p.colour)]


def _lance(p: Pointer) -> Polygons:
    """Widest in the middle, as on precision gauges and clocks."""
    half = p.width / 2
    return [(symmetric((0.004, p.length), (half, p.length * 0.45), (half * 0.4, 0.05), (p.tail_width / 2, -p.tail)), p.colour)]


def _arrow(p: Pointer) -> Polygons:
    half, head = p.width / 2, min(0.3, p.length * 0.35)
    shaft = symmetric((half * 0.35, p.length - head), (half * 0.35, 0), (p.tail_width / 2, -p.tail))
    return [(shaft, p.colour), (symmetric((0.004, p.length), (half * 1.2, p.length - head)), p.colour)]


def _lollipop(p: Pointer) -> Polygons:
    """A thin hand with an open or filled disc before its tip."""
    radius = max(0.05, p.width * 0.9)
    middle = min(p.length * 0.72, p.length - radius - 0.02)
    line = symmetric((0.008, p.length), (p.width * 0.2, 0), (p.tail_width / 2, -p.tail))
    return [(line, p.colour), (disc(0, middle, radius), p.colour), (disc(0, middle, radius * 0.5), p.second)]


def _stub(p: Pointer) -> Polygons:
    """A hand that shows only outside a large hub, as on dashboards."""
    half = p.width / 2
    return [(symmetric((half * 0.3, p.length), (half, p.hub * 0.9), (half, p.hub * 0.5)), p.colour)]


def _bar(p: Pointer) -> Polygons:
    """A short bar of even width, as on small meters with a round hub."""
    half = p.width / 2
    return [(symmetric((half, p.length), (half, -p.tail)), p.colour)]


def _teardrop(p: Pointer) -> Polygons:
    """A disc around the pivot that runs out into the tip."""
    radius = p.width / 2
    lean = float(np.degrees(np.arccos(min(0.95, radius / p.length))))
    drop = np.concatenate([disc(0, 0, radius, lean, 360 - lean), [[0, p.length]]])
    return [(drop, p.colour), (disc(-radius * 0.2, radius * 0.1, radius * 0.45), p.second)]


def _house(p: Pointer) -> Polygons:
    """A broad body with a roof: the common red hand of water meters."""
    half, eaves = p.width / 2, p.length * 0.45
    return [(symmetric((0.01, p.length), (half, eaves), (half * 0.85, -p.tail)), p.colour)]


def _pentagon(p: Pointer) -> Polygons:
    """A kite: narrow behind, widest past the pivot."""
    half = p.width / 2
    return [(symmetric((0.01, p.length), (half, p.length * 0.2), (half * 0.5, -p.tail)), p.colour)]


def _half_disc(p: Pointer) -> Polygons:
    """A tip with a half disc of foil behind it, its rim smooth."""
    radius = max(p.tail, 0.45)
    return [
        (disc(0, 0, radius, 90, 270), p.colour),
        (symmetric((0.01, p.length), (p.width / 2, 0.0), (p.width / 2, -0.1)), p.colour),
    ]


def _sawtooth(p: Pointer) -> Polygons:
    """Like `_half_disc`, with a toothed rim and a blank slot: a sensor's reflector."""
    radius, angles = max(p.tail, 0.5), np.radians(np.linspace(95, 265, 35))
    rim = np.where(np.arange(35) % 2 == 0, radius, radius * 0.86)
    teeth = np.stack([rim * np.sin(angles), rim * np.cos(angles)], 1)
    slot = symmetric((p.width * 0.3, -0.12), (p.width * 0.3, -radius * 0.7))
    tip = symmetric((0.01, p.length), (p.width / 2, 0.0))
    return [(teeth, p.colour), (tip, p.colour), (slot, p.second)]


def _reflector(p: Pointer) -> Polygons:
    """A tip on a broad body that carries a shiny plate behind or beside the pivot."""
    half, wide, back = p.width / 2, max(p.width / 2, p.tail_width * 2), p.tail + 0.1
    tip = symmetric((0.01, p.length), (half, -0.05), (half, -0.1))
    body = symmetric((half, 0.05), (wide, -0.1), (wide, -back)) + np.array([p.skew, 0])
    edge = min(0.12, wide * 0.25)
    plate = symmetric((wide - edge, -0.1 + p.cap), (wide - edge, -back + edge * 0.7)) + np.array([p.skew, 0])
    return [(body, p.colour), (tip, p.colour), (plate, p.second)]


def _ring(p: Pointer) -> Polygons:
    """A tip on an open ring of foil."""
    radius, gap = max(p.tail, 0.4), 40 + 80 * p.tail_width
    band = np.concatenate([disc(0, 0, radius, gap, 360 - gap), disc(0, 0, radius * 0.45, 360 - gap, gap)])
    tip = symmetric((0.01, p.length), (p.width / 2, 0.1), (p.width / 2, -0.05))
    base = disc(0, 0, radius * 1.1, gap - 15, 375 - gap) if p.skew > 0 else disc(0, 0, radius * 0.5)
    return [(base, p.colour), (tip, p.colour), (band, p.second), (disc(0, 0, radius * 0.4), p.colour)]


def _fan(p: Pointer) -> Polygons:
    """A sector of foil around the pivot, wide or narrow, whose sharp middle is the tip."""
    radius, half = max(0.35, p.tail), 40 + 130 * p.tail_width
    sector = np.concatenate([[[0.0, 0.0]], disc(0, 0, radius, 180 - half, 180 + half)])
    tip = symmetric((0.01, p.length), (p.width / 2, 0.1), (p.width * 0.4, -0.15))
    return [(sector, p.second if p.skew > 0 else p.colour), (tip, p.colour)]


def _propeller(p: Pointer) -> Polygons:
    """Three blades of which the longest points."""
    blade = symmetric((0.01, p.length), (p.width / 2, 0.05), (0.02, -0.05))
    other = symmetric((0.01, max(p.tail, 0.45)), (p.width / 2, 0.05), (0.02, -0.05))
    return [(turned(other, 120), p.second), (turned(other, 240), p.second), (blade, p.colour)]


def _leaves(p: Pointer) -> Polygons:
    """Two opposed leaves, the pointing one longer."""
    half, back = p.width / 2, max(0.3, p.tail)
    front = symmetric((0.01, p.length), (half, p.length * 0.4), (0.03, 0))
    rear = symmetric((0.03, 0), (half * 1.1, -back * 0.5), (0.03, -back))
    return [(front, p.colour), (rear, p.second if p.tail > 0.4 else p.colour)]


FAMILIES: dict[str, Callable[[Pointer], Polygons]] = {
    "needle": _needle,
    "counterweight": _counterweight,
    "moon": _moon,
    "ball": _ball,
    "triangle": _triangle,
    "knife": _knife,
    "lance": _lance,
    "arrow": _arrow,
    "lollipop": _lollipop,
    "stub": _stub,
    "bar": _bar,
    "teardrop": _teardrop,
    "house": _house,
    "pentagon": _pentagon,
    "half_disc": _half_disc,
    "sawtooth": _sawtooth,
    "reflector": _reflector,
    "ring": _ring,
    "fan": _fan,
    "propeller": _propeller,
    "leaves": _leaves,
    **SUB_DIAL_FAMILIES,
}
