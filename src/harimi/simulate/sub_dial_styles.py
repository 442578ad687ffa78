"""Dials that go round, at random: sub-dials of water meters, clock dials of electricity and gas meters, sweep hands.

`dial_subdials` is older and narrower; the networks of gauges were trained with it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from harimi.simulate.dial import DialStyle, Plate, Print, Scale
from harimi.simulate.dial_pointer import Colour, Pointer
from harimi.simulate.dial_styles import Fonts, Rng, any_shadow, grey, vivid

HANDS: dict[str, tuple[float, float]] = {
    "teardrop": (0.3, 0.8),
    "house": (0.3, 0.75),
    "triangle": (0.25, 0.8),
    "bar": (0.07, 0.3),
    "half_disc": (0.15, 0.6),
    "sawtooth": (0.15, 0.6),
    "reflector": (0.3, 0.9),
    "tray": (0.3, 0.7),
    "ring": (0.2, 0.5),
    "fan": (0.2, 0.5),
    "propeller": (0.15, 0.4),
    "mercedes": (0.2, 0.45),
    "cogs": (0.15, 0.4),
    "foil_disc": (0.15, 0.4),
    "halves": (0.1, 1.0),
    "leaves": (0.15, 0.45),
    "needle": (0.05, 0.2),
    "knife": (0.05, 0.2),
}
"""The families of water meters' hands that training sees, and how wide they are."""
KEPT_HANDS: dict[str, tuple[float, float]] = {
    "pentagon": (0.3, 0.7),
    "lance": (0.12, 0.3),
    "lollipop": (0.08, 0.16),
    "spear": (0.2, 0.4),
}
"""Hands for the test on unseen styles only."""
PLATED = ("half_disc", "sawtooth", "reflector", "tray", "ring", "fan", "mercedes", "cogs", "foil_disc", "halves")
"""Hands that carry a sensor's plate behind the pivot, at times up to the rim of the dial."""


def any_round(rng: Rng, fonts: Fonts = (), *, kept: bool = False) -> DialStyle:
    """A dial of 0 to 10 that wraps: three water meters' sub-dials to each clock dial and each half sweep dial."""
    draw = rng.random()
    if draw < 0.66:
        return any_sub_dial(rng, fonts, kept=kept)
    if draw < 0.9:
        return any_clock_dial(rng, fonts, kept=kept, turning=1 if rng.random() < 0.5 else -1)
    return any_sweep_dial(rng, fonts, kept=kept)


def any_sub_dial(rng: Rng, fonts: Fonts = (), *, kept: bool = False) -> DialStyle:
    """A sub-dial of a water meter with its stout, mostly red hand."""
    face, ink = _face(rng, 0.12)
    hands = KEPT_HANDS if kept else HANDS
    family = tuple(hands)[int(rng.integers(len(hands)))]
    return _dial(rng, face, _scale(rng, fonts, ink), _stout(rng, family, hands[family]), _prints(rng, fonts, ink))


def any_clock_dial(rng: Rng, fonts: Fonts = (), *, kept: bool = False, turning: int = 1) -> DialStyle:
    """A clock dial of an electricity or gas meter; `turning` is 1 clockwise, -1 anticlockwise."""
    face, ink = _face(rng, 0.06)
    size = float(rng.uniform(0.2, 0.34))
    long = float(rng.uniform(0.04, 0.14))
    scale = replace(
        _scale(rng, fonts, ink),
        sweep=360.0 * turning,
        minors=1 if rng.random() < 0.8 else 2,
        lengths=(long, long, long),
        dots=bool(rng.random() < 0.4),
        arc=float(rng.uniform(0.01, 0.05)) if rng.random() < 0.85 else 0.0,
        arc_radius=1.0,
        numerals=size,
        numeral_radius=1 - long - size * float(rng.uniform(0.5, 0.75)),
    )
    families = ("lance", "spear") if kept else ("clock", "clock", "clock", "teardrop", "triangle", "knife")
    family = families[int(rng.integers(len(families)))]
    hand = _slim(rng, family, (0.2, 0.45) if family in ("clock", "teardrop") else (0.12, 0.26), _dark(rng))
    return _dial(rng, face, scale, hand, _prints(rng, fonts, ink))


def any_sweep_dial(rng: Rng, fonts: Fonts = (), *, kept: bool = False) -> DialStyle:
    """The whole face of a water meter under its sweep hand: many marks at the rim, a counter within."""
    face, ink = _face(rng, 0.05)
    outside = float(rng.uniform(1.02, 1.2))
    scale = replace(_scale(rng, fonts, ink), minors=int(rng.choice([5, 10])), numerals=float(rng.uniform(0.09, 0.18)))
    scale = replace(scale, numeral_radius=1 - scale.lengths[0] - scale.numerals * 0.7)
    families = ("lance",) if kept else ("sweep", "sweep", "needle", "triangle")
    family = families[int(rng.integers(len(families)))]
    hand = _slim(rng, family, (0.03, 0.09), _red(rng) if rng.random() < 0.7 else _dark(rng))
    digits = "".join(rng.choice(list("0123456789"), 6))
    prints = (
        Print(digits, (0.0, float(rng.uniform(-0.5, -0.25))), float(rng.uniform(0.15, 0.25)), ink),
        *_prints(rng, fonts, ink),
    )
    style = _dial(rng, face, scale, replace(hand, tail=float(rng.uniform(0.15, 0.5))), prints)
    return replace(style, plate=replace(style.plate, half=(outside, outside)))


def _dial(rng: Rng, face: Colour, scale: Scale, hand: Pointer, prints: tuple[Print, ...]) -> DialStyle:
    half = float(rng.uniform(1.01, 1.35))
    rims = ((float(rng.uniform(0.02, 0.15)), grey(rng, 10, 230)),) if rng.random() < 0.35 else ()
    ground = face if not rims and rng.random() < 0.75 else grey(rng, 20, 250)
    light = (float(rng.uniform(0, 360)), float(rng.uniform(0, 0.8)))
    gloss = (float(rng.uniform(0, 6.3)), float(rng.uniform(0.2, 0.8)) if rng.random() < 0.2 else 0.0)
    plate = Plate(half=(half, half), colour=face, rims=rims, rim_light=light, gloss=gloss)
    return DialStyle(
        radius=0.33, ground=ground, plate=plate, scale=scale, pointer=hand, prints=prints, values=(0.0, 2.5, 5.0, 7.5)
    )


def _face(rng: Rng, dark: float) -> tuple[Colour, Colour]:
    """A plate's colour and the ink on it."""
    if rng.random() < dark:
        return grey(rng, 10, 70), grey(rng, 170, 255)
    return grey(rng, 140, 255, 12), grey(rng, 0, 90)


def _scale(rng: Rng, fonts: Fonts, ink: Colour) -> Scale:
    size, length, width = rng.uniform(0.14, 0.36), rng.uniform(0.05, 0.22), rng.uniform(0.015, 0.08)
    inside = rng.random() < 0.7
    return Scale(
        start=0.0,
        sweep=360.0,
        majors=10,
        minors=int(rng.choice([1, 2, 2, 5, 10])),
        lengths=(length, length * 0.8, length * 0.6) if rng.random() < 0.92 else (0.0, 0.0, 0.0),
        widths=(width, width * 0.7, width * 0.5),
        colour=ink,
        arc=float(rng.uniform(0.01, 0.06)) if rng.random() < 0.5 else 0.0,
        arc_radius=float(rng.choice([1.0, 1 - length])),
        numerals=float(size) if rng.random() < 0.94 else 0.0,
        numeral_radius=float(1 - length - size * 0.6 if inside else 1.03 + size * 0.55),
        font=fonts[int(rng.integers(len(fonts)))] if fonts else None,
        bold=int(rng.random() < 0.3),
        squeeze=float(rng.uniform(0.75, 1.1)),
    )


def _stout(rng: Rng, family: str, widths: tuple[float, float]) -> Pointer:
    """A water meter's hand, red in most cases."""
    draw = rng.random()
    colour = vivid(rng) if draw < 0.25 else _red(rng) if draw < 0.85 else _dark(rng)
    hub = float(rng.uniform(0.06, 0.3))
    plated = family in PLATED
    shiny = rng.random()
    plate = grey(rng, 215, 255) if shiny < 0.4 else grey(rng, 20, 255, 30) if shiny < 0.85 else _lighter(colour, 50)
    length = float(rng.uniform(0.5 if plated else 0.6, 1.02))
    longest = 0.7 * length if not plated else 0.6 if rng.random() < 0.5 else 1.15
    return Pointer(
        family=family,
        length=length,
        width=float(rng.uniform(*widths)),
        tail=float(rng.uniform(0.05, longest)),
        tail_width=float(rng.uniform(0.06, 0.28)),
        hub=hub,
        colour=colour,
        second=plate,
        hub_colour=None if rng.random() < 0.4 else colour if rng.random() < 0.4 else grey(rng, 10, 210, 15),
        cap=float(hub * rng.uniform(0.2, 0.75)) if rng.random() < 0.45 else 0.0,
        skew=float(rng.normal(0, 0.15)) if rng.random() < 0.6 else 0.0,
        shadow=any_shadow(rng),
    )


def _slim(rng: Rng, family: str, widths: tuple[float, float], colour: Colour) -> Pointer:
    width = float(rng.uniform(*widths))
    hub = float(rng.uniform(0.5, 0.75) * max(width, 0.12))
    return Pointer(
        family=family,
        length=float(rng.uniform(0.62, 1.02)),
        width=width,
        tail=float(rng.uniform(0.1, 0.35)),
        tail_width=float(width * rng.uniform(0.4, 1.2)),
        hub=hub,
        colour=colour,
        second=grey(rng, 60, 230, 25),
        hub_colour=colour if rng.random() < 0.6 else grey(rng, 40, 200, 15),
        cap=float(hub * rng.uniform(0.25, 0.7)) if rng.random() < 0.7 else 0.0,
        shadow=any_shadow(rng),
    )


def _dark(rng: Rng) -> Colour:
    return grey(rng, 0, 75)


def _red(rng: Rng) -> Colour:
    depth = rng.uniform(0.25, 1.0)
    pale = rng.uniform(0, 130) if rng.random() < 0.4 else rng.uniform(0, 50)
    return int(pale), int(min(200, pale * rng.uniform(0.8, 1.8))), int(min(255, 70 + 185 * depth))


def _lighter(colour: Colour, by: int) -> Colour:
    a, b, c = (min(255, channel + by) for channel in colour)
    return a, b, c


def _prints(rng: Rng, fonts: Fonts, ink: Colour) -> tuple[Print, ...]:
    words: Sequence[str] = ("x0.1", "x0.01", "x0.001", "x0.0001", "m3", "l", "PER REV", "1000", "kWh", "100", "cu ft")
    font = fonts[int(rng.integers(len(fonts)))] if fonts else None
    made = []
    for _ in range(int(rng.integers(0, 3))):
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(1.1, 1.6) if rng.random() < 0.7 else rng.uniform(0.3, 0.7)
        place = (float(np.sin(angle) * reach), float(np.cos(angle) * reach))
        made.append(Print(words[int(rng.integers(len(words)))], place, float(rng.uniform(0.1, 0.3)), ink, font))
    return tuple(made)
