"""Dials at random: gauges, panel meters and dashboards in the manner of the trade, and wild ones that are like nothing."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from harimi.simulate.dial import DialStyle, Plate, Print, Scale, Zone
from harimi.simulate.dial_pointer import Colour, Pointer

Rng = np.random.Generator
Fonts = Sequence[Path]

GAUGE_HANDS = ("needle", "counterweight", "moon", "triangle", "knife", "arrow", "lollipop", "stub", "bar", "teardrop")
"""The families that training sees; `KEPT_HANDS` are for the test on unseen styles only."""
KEPT_HANDS = ("lance", "ball")
UNITS = ("bar", "psi", "MPa", "kPa", "kgf/cm2", "°C", "°F", "V", "A", "kV", "mA", "%", "Hz", "mbar", "l/min", "rpm", "kW")
WORDS = (
    "CLASS 1.6",
    "EN 837-1",
    "MADE IN",
    "SUS 316",
    "WATER",
    "OIL",
    "MAX",
    "VACUUM",
    "No. 20417",
    "CL 2.5",
    "TEST",
    "1.5",
    "AC",
)
STEPS = (
    (4, 5),
    (5, 2),
    (5, 4),
    (5, 5),
    (5, 10),
    (6, 5),
    (6, 10),
    (8, 5),
    (10, 2),
    (10, 5),
    (10, 10),
    (3, 5),
    (4, 10),
    (2, 5),
    (7, 4),
)
ROUND = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
"""Steps from numeral to numeral, as scales have them."""
HIGHS = (0.4, 0.6, 1, 1.6, 2.5, 4, 6, 10, 16, 25, 40, 60, 100, 160, 250, 300, 400, 500, 600, 1000, 1500, 3000, 5000)


def any_style(rng: Rng, fonts: Fonts = (), *, kept: bool = False, panel: bool = False) -> DialStyle:
    """A gauge or panel meter at random; `kept` draws the hands that training must not see, `panel` panel meters only."""
    makers = (_industrial, _dashboard, _panel, _thermometer, _half, _round_trip, _switchboard, _wild)
    maker = makers[rng.choice(len(makers), p=[0.33, 0.18, 0.22, 0.08, 0.06, 0.03, 0.06, 0.04])]
    style = (_panel if panel else maker)(rng, fonts)
    if kept:
        style = replace(style, pointer=replace(style.pointer, family=_pick(rng, KEPT_HANDS)))
    style = replace(style, values=tuple(float(v) for v in np.linspace(style.scale.low, style.scale.high, 5)))
    return _lived_in(style, rng, fonts)


def any_value(rng: Rng, style: DialStyle) -> float:
    """A value for the pointer: anywhere, often at rest, at times a little below the lowest mark on a stop pin."""
    low, high = style.scale.low, style.scale.high
    share = rng.uniform(0, 1)
    draw = rng.random()
    if draw < 0.12:
        share = rng.normal(0, 0.004)
    elif draw < 0.2:
        share = -rng.uniform(0.0, 0.05)
    elif draw < 0.23:
        share = 1 + rng.uniform(0, 0.03)
    return float(low + (high - low) * share)


def _pick(rng: Rng, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]


def grey(rng: Rng, low: float, high: float, spread: float = 6.0) -> Colour:
    """A nearly neutral colour whose brightness lies between two levels."""
    level = rng.uniform(low, high)
    tint = np.clip(level + rng.normal(0, spread, 3), 0, 255)
    return int(tint[0]), int(tint[1]), int(tint[2])


def vivid(rng: Rng) -> Colour:
    """A strong colour, red more often than others."""
    hues: tuple[Colour, ...] = (
        (30, 30, 200),
        (40, 60, 230),
        (20, 90, 240),
        (60, 150, 40),
        (190, 90, 20),
        (20, 180, 230),
        (30, 20, 140),
    )
    base = hues[int(rng.choice(len(hues), p=[0.3, 0.2, 0.12, 0.1, 0.1, 0.08, 0.1]))]
    tint = np.clip(np.array(base) + rng.normal(0, 18, 3), 0, 255)
    return int(tint[0]), int(tint[1]), int(tint[2])


def _marks(rng: Rng, fonts: Fonts, ink: Colour, start: float, sweep: float) -> Scale:
    majors, minors = STEPS[int(rng.integers(len(STEPS)))]
    if abs(sweep) < 130:
        majors = min(majors, 6)
    high = HIGHS[int(rng.integers(len(HIGHS)))]
    high = majors * ROUND[int(rng.integers(len(ROUND)))] if rng.random() < 0.75 else high
    low = 0.0 if rng.random() < 0.75 else -high / majors * int(rng.integers(1, 3)) if rng.random() < 0.5 else -1.0
    major = rng.uniform(0.08, 0.22)
    size = min(rng.uniform(0.08, 0.22), 0.5 * np.radians(abs(sweep)) / majors)
    width = rng.uniform(0.012, 0.04)
    inside = rng.random() < 0.8
    arc = float(rng.uniform(0.008, 0.03)) if rng.random() < 0.45 else 0.0
    return Scale(
        low=float(low),
        high=float(high),
        start=start,
        sweep=sweep,
        majors=majors,
        minors=minors,
        lengths=(major, major * rng.uniform(0.6, 1), major * rng.uniform(0.35, 0.8)),
        widths=(width, width * rng.uniform(0.5, 1), width * rng.uniform(0.3, 0.8)),
        colour=ink,
        dots=bool(rng.random() < 0.04),
        arc=arc,
        arc_radius=float(rng.choice([1.0, 1 - major, 1 - major / 2])),
        zones=_zones(rng, major),
        numerals=float(size) if rng.random() < 0.96 else 0.0,
        numeral_radius=float(
            1 - major - size * rng.uniform(0.6, 1.1) - 0.03 if inside else 1.04 + size * rng.uniform(0.55, 0.8)
        ),
        numeral_step=2 if majors >= 8 and rng.random() < 0.5 and majors % 2 == 0 else 1,
        numeral_turn=1.0 if rng.random() < 0.2 else 0.0,
        places=int(rng.integers(1, 3)) if high <= 10 and rng.random() < 0.3 else None,
        comma=bool(rng.random() < 0.15),
        font=fonts[int(rng.integers(len(fonts)))] if fonts else None,
        bold=int(rng.random() < 0.2),
        squeeze=float(rng.uniform(0.7, 1.1)),
    )


def _zones(rng: Rng, major: float) -> tuple[Zone, ...]:
    if rng.random() > 0.25:
        return ()
    cuts = np.sort(rng.uniform(0, 1, int(rng.integers(1, 4)) + 1))
    inner = 1 - major * rng.uniform(0.2, 1.2)
    outer = float(rng.choice([1.0, 1.05, 1 - major * 0.1]))
    return tuple(Zone(float(a), float(b), (inner, outer), vivid(rng)) for a, b in pairwise(cuts))


def _second(rng: Rng, scale: Scale) -> Scale | None:
    """Another unit's scale inside the main one, its ends near those of the main one but not on them."""
    majors, minors = STEPS[int(rng.integers(len(STEPS)))]
    radius = min(scale.numeral_radius - scale.numerals * 0.8, 1 - scale.lengths[0] - 0.03)
    if radius < 0.4:
        return None
    colour = scale.colour if rng.random() < 0.4 else vivid(rng)
    size = min(scale.numerals * rng.uniform(0.5, 0.9), radius * 0.2)
    return replace(
        scale,
        low=0.0,
        high=float(HIGHS[int(rng.integers(len(HIGHS)))]),
        sweep=scale.sweep * rng.uniform(0.88, 1.0),
        radius=radius,
        majors=majors,
        minors=minors,
        lengths=(0.08, 0.06, 0.05),
        colour=colour,
        zones=(),
        arc_radius=radius,
        numerals=size,
        numeral_radius=radius - 0.09 - size * 0.8,
        numeral_step=1,
    )


def any_hand(rng: Rng, ink: Colour, families: Sequence[str] = GAUGE_HANDS) -> Pointer:
    """A gauge's pointer: mostly slim, black or in the colour of the print, sometimes red."""
    family = _pick(rng, families)
    broad = {"triangle": (0.1, 0.3), "teardrop": (0.15, 0.4), "stub": (0.06, 0.2), "bar": (0.03, 0.1), "lollipop": (0.05, 0.1)}
    low, high = broad.get(family, (0.025, 0.12))
    tail = rng.uniform(0, 0.5) if rng.random() < 0.85 else rng.uniform(0.5, 0.75)
    colour = ink if rng.random() < 0.6 else vivid(rng) if rng.random() < 0.7 else grey(rng, 0, 255)
    hub = float(rng.uniform(0.04, 0.16)) if family != "stub" else float(rng.uniform(0.12, 0.35))
    return Pointer(
        family=family,
        length=float(rng.uniform(0.62, 1.02)),
        width=float(rng.uniform(low, high)),
        tail=float(tail),
        tail_width=float(rng.uniform(0.04, 0.2)),
        hub=hub,
        colour=colour,
        second=grey(rng, 120, 255),
        hub_colour=None if rng.random() < 0.1 and family != "stub" else colour if rng.random() < 0.4 else grey(rng, 10, 220),
        cap=float(hub * rng.uniform(0.2, 0.6)) if rng.random() < 0.4 else 0.0,
        shadow=any_shadow(rng),
    )


def any_shadow(rng: Rng) -> tuple[float, float, float]:
    """The shadow a hand throws, none in a third of cases."""
    if rng.random() < 0.35:
        return (0.0, 0.0, 0.0)
    return (float(rng.normal(0, 0.05)), float(rng.normal(0.02, 0.05)), float(rng.uniform(0.1, 0.6)))


def _inks(rng: Rng, dark: float) -> tuple[Colour, Colour]:
    """A plate's colour and the ink on it; `dark` is the share of black plates."""
    if rng.random() < dark:
        return grey(rng, 5, 70), grey(rng, 180, 255)
    if rng.random() < 0.12:
        plate = np.array(vivid(rng)) * 0.3 + 255 * 0.7
        return (int(plate[0]), int(plate[1]), int(plate[2])), grey(rng, 0, 50)
    return grey(rng, 165, 255, 8), grey(rng, 0, 70) if rng.random() < 0.9 else vivid(rng)


def _rims(rng: Rng) -> tuple[tuple[float, Colour], ...]:
    count = int(rng.integers(0, 4))
    return tuple((float(rng.uniform(0.02, 0.12)), grey(rng, 10, 250)) for _ in range(count))


def _placed(rng: Rng, plate: Plate, scale: Scale, pointer: Pointer, radius: float = 0.33) -> DialStyle:
    light = (float(rng.uniform(0, 360)), float(rng.uniform(0, 0.8)))
    gloss = (float(rng.uniform(0, 6.3)), float(rng.uniform(0.2, 0.9)) if rng.random() < 0.35 else 0.0)
    plate = replace(plate, rim_light=light, gloss=gloss)
    return DialStyle(radius=radius, ground=grey(rng, 0, 255, 25), plate=plate, scale=scale, pointer=pointer)


def _round(rng: Rng, fonts: Fonts, start: float, sweep: float, dark: float) -> DialStyle:
    face, ink = _inks(rng, dark)
    scale = _marks(rng, fonts, ink, start, sweep)
    outside = scale.numeral_radius + scale.numerals * 0.6 if scale.numeral_radius > 1 else 1.0
    half = float(outside + rng.uniform(0.02, 0.3))
    style = _placed(rng, Plate(half=(half, half), colour=face, rims=_rims(rng)), scale, any_hand(rng, ink), 0.45 / (half + 0.2))
    return replace(style, inner=_second(rng, scale) if rng.random() < 0.38 else None)


def _industrial(rng: Rng, fonts: Fonts) -> DialStyle:
    sweep = 270.0 if rng.random() < 0.7 else float(rng.uniform(240, 310))
    start = -sweep / 2 + (float(rng.normal(0, 4)) if rng.random() < 0.2 else 0.0)
    return _round(rng, fonts, start, sweep, 0.08)


def _dashboard(rng: Rng, fonts: Fonts) -> DialStyle:
    style = _round(rng, fonts, float(rng.uniform(-180, -60)), float(rng.uniform(90, 300)), 0.65)
    if rng.random() < 0.7:
        pointer = replace(style.pointer, colour=vivid(rng) if rng.random() < 0.7 else grey(rng, 200, 255))
        style = replace(style, pointer=pointer)
    return style


def _thermometer(rng: Rng, fonts: Fonts) -> DialStyle:
    sweep = float(rng.uniform(230, 320))
    style = _round(rng, fonts, -sweep / 2, sweep, 0.05)
    low = float(rng.choice([-60, -40, -30, -20, 0]))
    scale = replace(style.scale, low=low, high=low + 20 * style.scale.majors, numerals=float(rng.uniform(0.12, 0.28)))
    return replace(style, scale=scale)


def _half(rng: Rng, fonts: Fonts) -> DialStyle:
    sweep = float(rng.choice([180, 180, 150, 200, 120]))
    return _round(rng, fonts, -sweep / 2 + float(rng.choice([0, 0, 0, 90, -90])), sweep, 0.2)


def _round_trip(rng: Rng, fonts: Fonts) -> DialStyle:
    style = _round(rng, fonts, 0.0 if rng.random() < 0.8 else 180.0, 360.0, 0.1)
    return replace(style, scale=replace(style.scale, low=0.0, majors=10))


def _switchboard(rng: Rng, fonts: Fonts) -> DialStyle:
    sweep = float(rng.uniform(220, 270))
    start = -sweep / 2 + float(rng.choice([0, 0, 45, -45]))
    style = _round(rng, fonts, start, sweep, 0.3)
    half = style.plate.half[0] * rng.uniform(0.95, 1.05)
    return replace(style, plate=replace(style.plate, shape="square", half=(half, half)))


def _panel(rng: Rng, fonts: Fonts) -> DialStyle:
    """A square meter whose pivot sits in a lower corner or low in the middle."""
    corner = rng.random() < 0.55
    sweep = float(rng.uniform(82, 95)) if corner else float(rng.uniform(70, 120))
    start = -sweep if corner else -sweep / 2
    start += float(rng.normal(0, 3)) if corner else float(rng.normal(0, 1))
    face, ink = _inks(rng, 0.08)
    scale = _marks(rng, fonts, ink, start, sweep)
    if rng.random() < 0.2:
        scale = replace(scale, beyond=float(rng.uniform(4, 14)))
    if rng.random() < 0.45:
        scale = replace(scale, bend=float(rng.uniform(0.1, 0.75)), low=0.0)
    if scale.numeral_radius < 1 and rng.random() < 0.6:
        scale = replace(scale, numeral_radius=1.05 + scale.numerals * 0.6)
    reach = max(1.0, scale.numeral_radius + scale.numerals * 0.8) + float(rng.uniform(0.05, 0.2))
    drop = float(rng.uniform(0.1, 0.35))
    half = (reach + drop) / 2 if corner else float(np.sin(np.radians(sweep / 2))) * reach + 0.08
    tall = (reach + drop) / 2
    shift = (-half + drop if corner else 0.0, -tall + drop)
    cover = float(rng.uniform(-0.3, 0.05)) if rng.random() < 0.4 else None
    plate = Plate("square", (half, tall), shift, face, _rims(rng), cover=cover, cover_colour=grey(rng, 10, 250))
    hand = any_hand(rng, ink, ("needle", "knife", "triangle", "arrow", "bar"))
    hand = replace(hand, tail=min(hand.tail, 0.2), width=min(hand.width, 0.06))
    radius = 0.42 / (max(half, tall) + 0.15)
    pivot = (0.5 - shift[0] * radius, 0.5 - shift[1] * radius)
    return replace(_placed(rng, plate, scale, hand, radius), pivot=pivot)


def _wild(rng: Rng, fonts: Fonts) -> DialStyle:
    sweep = float(rng.uniform(60, 345)) * (-1 if rng.random() < 0.3 else 1)
    style = _round(rng, fonts, float(rng.uniform(-180, 180)), sweep, 0.4)
    return replace(style, plate=replace(style.plate, shape=_pick(rng, ("round", "square"))))


def _lived_in(style: DialStyle, rng: Rng, fonts: Fonts) -> DialStyle:
    """Prints on the plate, and sometimes a drag or set-point hand."""
    others: tuple[tuple[Pointer, float], ...] = ()
    if rng.random() < 0.15:
        low, high = style.scale.low, style.scale.high
        hand = replace(any_hand(rng, vivid(rng)), colour=vivid(rng), width=float(rng.uniform(0.015, 0.05)), tail=0.0)
        hand = replace(hand, family=_pick(rng, ("needle", "arrow", "triangle", "bar")), hub=0.03)
        others = ((hand, float(low + (high - low) * rng.uniform(0, 1))),)
        if style.pointer.width < 0.03:
            style = replace(style, pointer=replace(style.pointer, width=0.045))
    return replace(style, prints=_prints(rng, style, fonts), others=others)


def _prints(rng: Rng, style: DialStyle, fonts: Fonts) -> tuple[Print, ...]:
    room = max(0.3, style.scale.numeral_radius - 0.25 if style.inner is None else style.inner.numeral_radius - 0.1)
    lower = style.plate.shape == "round" or rng.random() < 0.5
    made = []
    for index in range(int(rng.integers(0, 6))):
        text = _pick(rng, UNITS if index == 0 else WORDS) if rng.random() < 0.85 else ""
        side = rng.uniform(90, 270) if lower and rng.random() < 0.7 else rng.uniform(0, 360)
        made.append(_printed(rng, style, fonts, text, _polar(side, rng.uniform(0.2, room)), rng.uniform(0.04, 0.15)))
    if rng.random() < 0.3:
        made += _screws(rng)
    if rng.random() < 0.35:
        made += _small_print(rng, style, fonts, room)
    if rng.random() < 0.2:
        made.append(_pin(rng, style))
    return tuple(made)


def _polar(side: float, reach: float) -> tuple[float, float]:
    return float(np.sin(np.radians(side)) * reach), float(-np.cos(np.radians(side)) * reach)


def _printed(rng: Rng, style: DialStyle, fonts: Fonts, text: str, place: tuple[float, float], height: float) -> Print:
    colour = style.scale.colour if rng.random() < 0.7 else vivid(rng)
    return Print(text, place, float(height), colour, fonts[int(rng.integers(len(fonts)))] if fonts else None)


def _screws(rng: Rng) -> list[Print]:
    """The two screws that hold the plate, left and right below the pivot."""
    across, down = rng.uniform(0.06, 0.3), rng.uniform(0.15, 0.45)
    size, colour = float(rng.uniform(0.04, 0.11)), grey(rng, 40, 240)
    return [Print("", (float(sign * across), float(down)), size, colour) for sign in (-1, 1)]


def _small_print(rng: Rng, style: DialStyle, fonts: Fonts, room: float) -> list[Print]:
    """A few lines of small print, one below the other."""
    count, height = int(rng.integers(2, 6)), float(rng.uniform(0.03, 0.07))
    left, top = rng.uniform(-0.2, 0.2), rng.uniform(0.2, max(0.25, room))
    if style.plate.shape == "square" and style.plate.shift != (0.0, 0.0):
        left, top = rng.uniform(-0.6, 0.0), rng.uniform(-0.5, 0.0)
    lines = [" ".join(_pick(rng, (*WORDS, *UNITS)) for _ in range(int(rng.integers(1, 4)))) for _ in range(count)]
    return [_printed(rng, style, fonts, line, (left, top + k * height * 1.5), height) for k, line in enumerate(lines)]


def _pin(rng: Rng, style: DialStyle) -> Print:
    """The stop pin a little before the first mark."""
    angle = style.scale.start - np.sign(style.scale.sweep) * rng.uniform(1, 8)
    return Print("", _polar(float(angle), rng.uniform(0.5, 0.95)), float(rng.uniform(0.03, 0.07)), grey(rng, 20, 220))
