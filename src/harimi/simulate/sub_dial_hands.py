"""The hands of sub-dials, clock dials and sweep dials that gauges do not have."""

from collections.abc import Callable

import numpy as np

from harimi.simulate.pointer_parts import Pointer, Polygons, disc, symmetric, turned


def _clock(p: Pointer) -> Polygons:
    """The black hand of electricity meters: a body around the pivot that tapers to the tip, and a short stump behind."""
    half = p.width / 2
    body = symmetric((0.012, p.length), (half * 0.45, p.length * 0.55), (half, 0.08), (half, -0.05), (half * 0.5, -p.tail))
    return [(body, p.colour), (disc(0, 0, half * 1.1), p.colour)]


def _spear(p: Pointer) -> Polygons:
    """A thin shaft that swells to a leaf before its tip, with a stump behind."""
    half, thin = p.width / 2, p.width * 0.18
    leaf = ((0.008, p.length), (half, p.length * 0.68), (thin, p.length * 0.45))
    return [(symmetric(*leaf, (thin, 0), (p.tail_width / 2, -p.tail)), p.colour)]


def _sweep(p: Pointer) -> Polygons:
    """A long thin hand whose tail is broad, as the sweep hands of water meters have."""
    half = p.width / 2
    tail = symmetric((half, 0), (p.tail_width / 2, -p.tail * 0.6), (p.tail_width / 2, -p.tail))
    return [(symmetric((0.008, p.length), (half, 0), (half, -0.1)), p.colour), (tail, p.colour)]


def _mercedes(p: Pointer) -> Polygons:
    """Three blades; a plate fills the gap between the two that do not point."""
    radius, half = max(p.tail, 0.6), 45 + 60 * p.tail_width
    sector = np.concatenate([[[0.0, 0.0]], disc(0, 0, radius, 180 - half, 180 + half)])
    blade = symmetric((0.01, p.length), (p.width / 2, 0.05), (0.02, -0.05))
    thin = symmetric((0.02, radius), (0.05, 0.05), (0.02, -0.05))
    parts: Polygons = [(sector, p.second), (turned(thin, half + 180), p.colour), (turned(thin, 180 - half), p.colour)]
    return [*parts, (blade, p.colour)]


def _cogs(p: Pointer) -> Polygons:
    """A toothed plate that covers most of the circle on a bright disc, its tip small."""
    teeth, radius, half = 2 * round(4 + 20 * p.tail_width), max(p.tail, 0.45), 100 + 150 * abs(p.skew)
    angles = np.radians(np.linspace(180 - half, 180 + half, teeth * 2))
    rim = np.where(np.arange(teeth * 2) // 2 % 2 == 0, radius, radius * 0.7)
    plate = np.concatenate([[[0.0, 0.0]], np.stack([rim * np.sin(angles), rim * np.cos(angles)], 1)])
    tip = symmetric((0.01, p.length), (p.width / 2, 0.0))
    return [(disc(0, 0, radius * 1.08), p.second), (plate, p.colour), (tip, p.colour)]


def _tray(p: Pointer) -> Polygons:
    """A tip on a rounded body with a plate in a frame behind the pivot: a sensor's mirror."""
    wide, back = max(p.width / 2, 0.2 + p.tail_width), 0.4 + p.tail
    tip = symmetric((0.01, p.length), (p.width / 2, -0.05), (p.width / 2, -0.15))
    body = symmetric((wide * 0.8, 0.02), (wide, -0.2), (wide, -back * 0.8), (wide * 0.7, -back))
    edge = 0.12 * wide + 0.03
    plate = symmetric((wide - edge, -0.12 - edge), (wide - edge, -back * 0.85))
    shift = np.array([p.skew * 0.5, 0.0])
    return [(body + shift, p.colour), (tip, p.colour), (plate + shift, p.second)]


def _foil_disc(p: Pointer) -> Polygons:
    """A tip before half a disc of foil in a narrow frame."""
    radius, inner = max(p.tail, 0.5), max(p.tail, 0.5) * (0.96 - 0.5 * p.tail_width)
    tip = symmetric((0.01, p.length), (p.width / 2, 0.0), (p.width / 2, -0.08))
    plate = disc(p.skew * 0.1, -0.04, inner, 92, 268)
    return [(disc(0, 0, radius, 90, 270), p.colour), (plate, p.second), (tip, p.colour)]


def _halves(p: Pointer) -> Polygons:
    """A whole disc, half of it foil with a toothed edge, the other half coloured and notched: its middle points."""
    radius, half = p.length, 55 + 35 * min(1.0, p.width)
    angles = np.radians(np.linspace(-half, half, 25))
    edge = np.where(np.arange(9) % 2 == 0, 0.08, -0.08 - 0.25 * p.tail_width)
    across = np.stack([np.linspace(0.75, -0.75, 9) * radius, edge], 1)
    front = np.concatenate([np.stack([np.sin(angles), np.cos(angles)], 1) * radius, across])
    dark = tuple(channel // 3 for channel in p.colour)
    notch = symmetric((0.07 * radius, 0.75 * radius), (0.01, 0.3 * radius))
    parts: Polygons = [(disc(0, 0, radius), p.second), (front, p.colour)]
    return [*parts, *((turned(notch, turn), (dark[0], dark[1], dark[2])) for turn in (-40, 0, 40))]


SUB_DIAL_FAMILIES: dict[str, Callable[[Pointer], Polygons]] = {
    "clock": _clock,
    "spear": _spear,
    "sweep": _sweep,
    "mercedes": _mercedes,
    "cogs": _cogs,
    "tray": _tray,
    "foil_disc": _foil_disc,
    "halves": _halves,
}
