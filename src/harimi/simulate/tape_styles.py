"""How printed scales look, drawn at random."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from harimi.simulate.fonts import lettering
from harimi.simulate.scale import Colour, Rng
from harimi.simulate.tape import TapeStyle

STEPS = (1, 1, 1, 1, 1, 2, 5, 10, 10, 20, 50, 100, 0.1, 0.2, 0.5)
"""From numeral to numeral; centimetres are the most usual."""
SLANTED = ("Italic", "Oblique", "BdIta", "Hairline", "Thin", "ExtraLight", "ExtLight")
"""Styles of fonts that hardly any scale is printed in: one in eight drawn ones takes them all the same."""
NARROW = 0.55
"""Width of a figure, as a share of its height, to which a wide font is mostly squeezed: tapes are printed in narrow ones."""
STROKE = 0.11
"""Share of a figure's height that its strokes have at least on most scales."""
TAPES: tuple[Colour, ...] = ((30, 215, 235), (40, 190, 240), (60, 230, 220), (235, 240, 240), (200, 205, 205), (60, 140, 235))
"""Yellow, white, steel and orange, BGR: what measuring tapes and rulers are made of."""


def any_tape(rng: Rng, texts: Sequence[str], fonts: Sequence[Path | None] = (None,), *, lying: bool = False) -> TapeStyle:
    """A printed scale at random on which these numerals have room."""
    tall = int(rng.integers(16, 44))
    font = _font(rng, fonts)
    squeeze, bold = _squeeze(rng, font), _bold(rng, font, tall)
    signs = max(map(len, texts))
    room = tall * max(0.75, 0.72 * squeeze * signs) if lying else tall * 1.12
    pitch = room * float(rng.uniform(1.1, 1.9) if rng.random() < 0.6 else rng.uniform(1.5, 5))
    across = tall if lying else 0.72 * squeeze * signs * tall
    edges = (("both", "both", "left", "right"))[int(rng.integers(4))]
    long = float(rng.uniform(0.35, 1.6)) * tall
    wide = across * float(rng.uniform(0.95, 1.3)) + long * (2 if edges == "both" else 1) * float(rng.uniform(0.6, 1.4))
    near = {"both": 0.5, "left": 1 - 0.55 * across / wide, "right": 0.55 * across / wide}[edges]
    ticks = int(rng.choice([1, 2, 4, 5, 10, 10, 10], p=[0.06, 0.1, 0.08, 0.16, 0.2, 0.2, 0.2]))
    short = float(rng.uniform(0.3, 0.8))
    lengths = (long / wide, long / wide * float(rng.uniform(short, 1.0)), long / wide * short)
    return TapeStyle(
        papers=_papers(rng),
        pitch=max(pitch, ticks * 2.5),
        tall=tall,
        wide=max(12, round(wide)),
        ticks=ticks,
        edges=edges,  # type: ignore[arg-type]
        lengths=lengths,
        stroke=float(rng.uniform(0.6, 3.0)),
        lines=bool(ticks % 2 == 0 and rng.random() < 0.35),
        aside=float(rng.normal(0, 0.02)) if rng.random() < 0.7 else float(rng.uniform(-0.18, 0.18)),
        at=float(np.clip(near + rng.normal(0, 0.02), 0.1, 0.9)),
        lying=lying,
        font=font,
        bold=bold,
        squeeze=squeeze,
    )


def _font(rng: Rng, fonts: Sequence[Path | None]) -> Path | None:
    """One of the fonts, mostly an upright one with strokes that print."""
    upright = [path for path in fonts if path is None or not any(style in path.name for style in SLANTED)]
    chosen = upright if upright and rng.random() < 0.87 else fonts
    return chosen[int(rng.integers(len(chosen)))]


def _squeeze(rng: Rng, font: Path | None) -> float:
    """How much a font's width is scaled: more often than not to that of the narrow figures of tapes."""
    height, width = lettering("8", 64, font).shape
    if rng.random() < 0.4:
        return float(rng.uniform(0.5, 1.15))
    return float(np.clip(NARROW * height / width * rng.uniform(0.75, 1.15), 0.4, 1.15))


def _bold(rng: Rng, font: Path | None, tall: int) -> int:
    """By how many pixels strokes are widened on either side, so that on most scales they can be seen from afar."""
    if rng.random() < 0.3:
        return int(rng.integers(0, 3))
    stem = float(np.median((lettering("1", 64, font) > 127).sum(1))) / 64
    return max(0, round((STROKE * rng.uniform(0.8, 1.6) - stem) * tall / 2))


def any_run(rng: Rng, count: int) -> tuple[list[str], float, float]:
    """Numerals from above, the first one's value and the step to the next (negative where the scale falls)."""
    step = float(rng.choice(STEPS))
    most = int(rng.choice([10, 30, 100, 200, 500], p=[0.1, 0.1, 0.5, 0.2, 0.1]))
    first = int(rng.integers(-3, 3)) if rng.random() < 0.1 else int(rng.integers(0, most))
    values = [round((first + n) * step, 6) for n in range(count)]
    values = values[::-1] if rng.random() < 0.5 else values
    return [f"{value:g}" for value in values], values[0], round(values[1] - values[0], 6)


def _papers(rng: Rng) -> tuple[tuple[Colour, Colour], ...]:
    """Dark on light, light on dark, or both in turns as on a tape."""
    tint = rng.normal(0, 10, 3) if rng.random() < 0.6 else rng.uniform(-120, 10, 3)
    light, dark = rng.uniform(150, 250) + tint, np.clip(rng.uniform(0, 70) + rng.normal(0, 10, 3), 0, 255)
    if rng.random() < 0.4:
        light = np.array(TAPES[int(rng.integers(len(TAPES)))]) * rng.uniform(0.7, 1.05) + rng.normal(0, 6, 3)
    first = (_colour(light), _colour(dark))
    if rng.random() < 0.3:
        return first, first[::-1]
    return (first if rng.random() < 0.65 else first[::-1],)


def _colour(levels: np.ndarray) -> Colour:
    blue, green, red = np.clip(levels, 0, 255).astype(int)
    return int(blue), int(green), int(red)
