"""Sub-dials at random: the little 0–9 circles of water and gas meters and their stout, mostly red hands."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from harimi.simulate.dial import DialStyle, Plate, Print, Scale
from harimi.simulate.dial_pointer import Colour, Pointer
from harimi.simulate.dial_styles import Fonts, Rng, any_shadow, grey, vivid

SUBDIAL_HANDS = (
    "teardrop",
    "house",
    "triangle",
    "bar",
    "half_disc",
    "sawtooth",
    "reflector",
    "ring",
    "fan",
    "propeller",
    "needle",
    "knife",
)
"""The families that training sees; `KEPT_SUBDIAL_HANDS` are for the test on unseen styles only."""
KEPT_SUBDIAL_HANDS = ("pentagon", "leaves")
_WIDTHS = {
    "teardrop": (0.3, 0.75),
    "house": (0.3, 0.75),
    "pentagon": (0.3, 0.7),
    "triangle": (0.25, 0.8),
    "bar": (0.12, 0.3),
    "half_disc": (0.25, 0.6),
    "sawtooth": (0.2, 0.6),
    "reflector": (0.3, 0.9),
    "ring": (0.2, 0.5),
    "fan": (0.2, 0.5),
    "propeller": (0.15, 0.4),
    "leaves": (0.2, 0.5),
}


def any_subdial(rng: Rng, fonts: Fonts = (), *, kept: bool = False) -> DialStyle:
    """A 0–9 sub-dial at random, 0 on top and clockwise; `kept` draws the hands that training must not see."""
    pale = rng.random() < 0.9
    face = grey(rng, 150, 255, 10) if pale else grey(rng, 10, 60)
    ink = grey(rng, 0, 80) if pale else grey(rng, 180, 255)
    scale = _scale(rng, fonts, ink)
    half = float(rng.uniform(1.02, 1.5))
    rims = ((float(rng.uniform(0.02, 0.15)), grey(rng, 10, 230)),) if rng.random() < 0.3 else ()
    ground = face if not rims and rng.random() < 0.7 else grey(rng, 20, 250)
    return DialStyle(
        radius=0.33,
        ground=ground,
        plate=Plate(
            half=(half, half), colour=face, rims=rims, rim_light=(float(rng.uniform(0, 360)), float(rng.uniform(0, 0.8)))
        ),
        scale=scale,
        pointer=any_red_hand(rng, KEPT_SUBDIAL_HANDS if kept else SUBDIAL_HANDS),
        prints=_prints(rng, fonts, ink),
        values=(0.0, 2.5, 5.0, 7.5),
    )


def _scale(rng: Rng, fonts: Fonts, ink: Colour) -> Scale:
    size, length, width = rng.uniform(0.15, 0.34), rng.uniform(0.06, 0.2), rng.uniform(0.015, 0.07)
    inside = rng.random() < 0.6
    ringed = rng.random() < 0.5
    return Scale(
        start=0.0,
        sweep=360.0,
        majors=10,
        minors=int(rng.choice([1, 2, 2, 5])),
        lengths=(length, length * 0.8, length * 0.6) if rng.random() < 0.9 else (0.0, 0.0, 0.0),
        widths=(width, width * 0.7, width * 0.6),
        colour=ink,
        arc=float(rng.uniform(0.01, 0.06)) if ringed else 0.0,
        arc_radius=float(rng.choice([1.0, 1 - length])),
        numerals=size,
        numeral_radius=float(1 - length - size * 0.6 if inside else 1.03 + size * 0.55),
        font=fonts[int(rng.integers(len(fonts)))] if fonts else None,
        bold=int(rng.random() < 0.3),
        squeeze=float(rng.uniform(0.75, 1.1)),
    )


def any_red_hand(rng: Rng, families: Sequence[str]) -> Pointer:
    """A stout hand, red in most cases."""
    family = families[int(rng.integers(len(families)))]
    low, high = _WIDTHS.get(family, (0.05, 0.2))
    draw = rng.random()
    colour = vivid(rng) if draw < 0.35 else _red(rng) if draw < 0.85 else grey(rng, 5, 90)
    hub = float(rng.uniform(0.06, 0.3))
    return Pointer(
        family=family,
        length=float(rng.uniform(0.55, 0.98)),
        width=float(rng.uniform(low, high)),
        tail=float(rng.uniform(0.05, 0.6)),
        tail_width=float(rng.uniform(0.06, 0.25)),
        hub=hub,
        colour=colour,
        second=grey(rng, 60, 255, 20) if rng.random() < 0.7 else tuple(min(255, c + 50) for c in colour),  # type: ignore[arg-type]
        hub_colour=None if rng.random() < 0.4 else colour if rng.random() < 0.5 else grey(rng, 20, 200),
        cap=float(hub * rng.uniform(0.2, 0.7)) if rng.random() < 0.4 else 0.0,
        skew=float(rng.normal(0, 0.15)) if rng.random() < 0.6 else 0.0,
        shadow=any_shadow(rng),
    )


def _red(rng: Rng) -> Colour:
    depth = rng.uniform(0.35, 1.0)
    pale = rng.uniform(0, 110) if rng.random() < 0.4 else rng.uniform(0, 50)
    return int(pale), int(pale * rng.uniform(0.8, 1.5)), int(min(255, 80 + 175 * depth))


def _prints(rng: Rng, fonts: Fonts, ink: Colour) -> tuple[Print, ...]:
    font = fonts[int(rng.integers(len(fonts)))] if fonts else None
    if rng.random() < 0.5:
        return ()
    text = ("x0.1", "x0.01", "x0.001", "x0.0001", "m3", "l")[int(rng.integers(6))]
    angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(1.2, 1.6)
    return (
        Print(text, (float(np.sin(angle) * reach), float(np.cos(angle) * reach)), float(rng.uniform(0.12, 0.3)), ink, font),
    )


def turned_back(style: DialStyle) -> DialStyle:
    """The same sub-dial running anticlockwise."""
    return replace(style, scale=replace(style.scale, sweep=-style.scale.sweep))
