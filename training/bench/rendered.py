"""Rendered photographs whose truth is known to the pixel: other seeds than any training."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np

from harimi.simulate import dial, dial_styles, dial_subdials, drums, segments
from harimi.simulate.camera import any_lens, any_light, any_pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.vision.decode.pointer import span
from harimi.vision.face import Dial, Face, ScalePoint
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image, points, quad
from training.bench.cases import Case
from training.flag_trust import any_photograph as any_flag_seen
from training.lamp_scenes import any_panel_seen
from training.scale_scenes import any_photograph

Rng = np.random.Generator
_SEED = 20_260_401
_HARSH = 0.4
LEGIBLE = 0.5
"""Least share of a drawn scale's pixels at which its figures are 8 pixels high."""


def rendered(count: int) -> Iterator[Case]:
    """`count` cases of each kind."""
    for number, draw in enumerate((_drums, _segments, _dial, _subdial, _scale, _lamps, _flag, _bare, _scale_alone)):
        for n in range(count):
            yield draw(np.random.default_rng([_SEED, number, n]), n)


def _drums(rng: Rng, n: int) -> Case:
    digits = int(rng.integers(4, 9))
    value = int(rng.integers(0, 10**digits))
    drawn = drums.draw_drums(drums.wheel_phases(value, digits), drums.any_style(rng, digits=digits))
    declared = Declared(kind="drums", digits=digits, decimals=0)
    return Case("drums", f"drums {n}", _photo(drawn, rng), Decimal(value), Decimal(0), declared)


def _segments(rng: Rng, n: int) -> Case:
    digits, decimals = int(rng.integers(4, 9)), int(rng.integers(0, 4))
    value = Decimal(int(rng.integers(0, 10**digits))).scaleb(-decimals)
    text = f"{value:.{decimals}f}".rjust(digits + (decimals > 0), "0")
    drawn = segments.draw_segments(text, segments.any_style(rng), rng)
    declared = Declared(kind="segments", digits=digits, decimals=decimals)
    return Case("segments", f"segments {n}", _photo(drawn, rng), value, Decimal(0), declared)


def _dial(rng: Rng, n: int) -> Case:
    style = dial_styles.any_style(rng)
    value = dial_styles.any_value(rng, style)
    low, high = (Decimal(str(round(end, 6))) for end in (style.scale.low, style.scale.high))
    truth = Decimal(str(min(max(value, style.scale.low), style.scale.high)))
    declared = Declared(kind="dial", range=(low, high))
    tolerance = abs(high - low) / 50
    photo = _photo(dial.draw_dial(value, style), rng)
    return Case("dial", f"dial {n}", photo, truth, tolerance, declared, span=abs(high - low))


def _bare(rng: Rng, n: int) -> Case:
    """A gauge of which nothing is said."""
    return replace(_dial(rng, n), group="dial (nothing said)", declared=Declared(kind="dial"))


def _subdial(rng: Rng, n: int) -> Case:
    """A sub-dial whose place is known to the pixel, as a face has it, seen as hands are that no training saw."""
    value, style = Decimal(int(rng.integers(0, 1000))).scaleb(-2), dial_subdials.any_subdial(rng, kept=True)
    drawn = dial.draw_dial(float(value), style)
    seen = _seen(drawn, int(rng.integers(2**31)))
    marks = zip(points(seen.points["scale"]), style.values, strict=True)
    scale = tuple(ScalePoint(at=at, value=Decimal(str(mark))) for at, mark in marks)
    hand = Dial(corners=quad(seen.points["corners"]), points=scale, wraps=Decimal(10))
    face = Face(size=(seen.image.shape[1], seen.image.shape[0]), displays=(hand,))
    return Case(
        "sub-dial (face)", f"sub-dial {n}", encode(seen.image, 92).tobytes, value, Decimal("0.2"), face=face, wraps=Decimal(10)
    )


def _scale(rng: Rng, n: int) -> Case:
    """A straight scale as somebody marked it by hand, right within a fiftieth of it."""
    seen = any_photograph(rng)
    face = Face(size=(seen.image.shape[1], seen.image.shape[0]), displays=(seen.display,))
    tolerance = Decimal(str(span(seen.display))) / 50
    return Case(
        "scale (face)", f"scale {n}", encode(seen.image, 92).tobytes, Decimal(str(round(seen.value, 4))), tolerance, face=face
    )


def _lamps(rng: Rng, n: int) -> Case:
    """Three lamps, each known off and lit in other light."""
    image, displays, value = any_panel_seen(rng)
    face = Face(size=(image.shape[1], image.shape[0]), displays=displays)
    return Case("lamp (face)", f"lamps {n}", encode(image, 92).tobytes, Decimal(value), Decimal(0), face=face)


def _flag(rng: Rng, n: int) -> Case:
    """A flag or a switch, each of whose states is known in other light."""
    seen = any_flag_seen(rng)
    face = Face(size=(seen.image.shape[1], seen.image.shape[0]), displays=(seen.display,))
    return Case("flag (face)", f"flag {n}", encode(seen.image, 92).tobytes, Decimal(seen.state), Decimal(0), face=face)


def _scale_alone(rng: Rng, n: int) -> Case:
    """A straight scale of which only the range is known, its figures high enough to be read."""
    seen = any_photograph(rng, least=LEGIBLE)
    tolerance = Decimal(str(span(seen.display))) / 50
    ends = sorted((seen.display.points[0].value, seen.display.points[-1].value))
    declared = Declared(kind="scale", range=(ends[0], ends[1]))
    value = Decimal(str(round(seen.value, 4)))
    return Case("scale", f"bare scale {n}", encode(seen.image, 92).tobytes, value, tolerance, declared)


def _photo(drawn: Drawing, rng: Rng) -> Callable[[], bytes]:
    """The drawing in front of a plain wall of noise, photographed; made only when it is read."""
    seed = int(rng.integers(2**31))
    return lambda: encode(_seen(drawn, seed).image, 92).tobytes()


def _seen(drawn: Drawing, seed: int) -> Drawing:
    again = np.random.default_rng(seed)
    scene = _on_a_wall(drawn, again)
    return photograph(scene, again, any_pose(again), any_light(again, _HARSH), any_lens(again, _HARSH))


def _on_a_wall(drawn: Drawing, rng: Rng) -> Drawing:
    height, width = drawn.image.shape[:2]
    margins = (rng.uniform(0.15, 0.6, 4) * max(height, width)).astype(int)
    wall: Image = np.full(
        (height + margins[0] + margins[1], width + margins[2] + margins[3], 3), rng.integers(60, 220), np.uint8
    )
    wall = np.clip(wall + rng.normal(0, 6, wall.shape), 0, 255).astype(np.uint8)
    return Drawing(wall, {}).pasted(drawn, (int(margins[2]), int(margins[0])))
