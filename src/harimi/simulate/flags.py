"""Flags behind a window, levers and switches: each state is painted in its own way and seen by the light that falls on it."""

from dataclasses import dataclass

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import lettering
from harimi.vision.geometry import Image

Rng = np.random.Generator
Colour = tuple[int, int, int]
SIDE = 96
"""Pixels of the flag's window; the plate around it is three times as wide."""
WORDS = (("OFF", "ON"), ("O", "I"), ("0", "1"), ("STOP", "RUN"), ("A", "B"), ("OPEN", "SHUT"))


@dataclass(frozen=True)
class FlagStyle:
    """How a flag looks: its states' paints and, in `ink`, their words, or the turns of a lever in degrees. Colours are BGR."""

    plate: Colour
    rim: Colour
    paints: tuple[Colour, ...]
    ink: Colour
    words: tuple[str, ...] = ()
    turns: tuple[float, ...] = ()


def any_flag(rng: Rng) -> FlagStyle:
    """A flag with two states, or a lever with two or three, drawn at random."""
    plate, rim = _grey(rng.uniform(40, 230)), _grey(rng.uniform(10, 220))
    if rng.random() < 0.4:
        paint, ink = _grey(rng.uniform(20, 120)), _grey(rng.uniform(150, 250))
        turns = ((0.0, 90.0), (-45.0, 45.0), (-60.0, 0.0, 60.0), (0.0, 45.0))[int(rng.integers(4))]
        return FlagStyle(plate, rim, (paint,) * len(turns), ink if rng.random() < 0.7 else _vivid(rng), turns=turns)
    words = WORDS[int(rng.integers(len(WORDS)))] if rng.random() < 0.6 else ()
    kind = rng.random()
    paints = (_vivid(rng), _vivid(rng)) if kind < 0.5 else (_grey(rng.uniform(200, 250)), _grey(rng.uniform(10, 60)))
    if words and kind > 0.85:
        paints = (paints[0], paints[0])
    return FlagStyle(plate, rim, paints, _grey(rng.choice([15, 245])), words=words)


def draw_flag(style: FlagStyle, state: int) -> Drawing:
    """The flag in a state; its place is `flag`, the corners of its window."""
    canvas = np.full((3 * SIDE, 3 * SIDE, 3), style.plate, np.uint8)
    edge = SIDE // 12
    canvas[SIDE - edge : 2 * SIDE + edge, SIDE - edge : 2 * SIDE + edge] = style.rim
    window = canvas[SIDE : 2 * SIDE, SIDE : 2 * SIDE]
    window[:] = style.paints[state]
    if style.turns:
        _lever(window, style.turns[state], style.ink)
    elif style.words:
        _word(window, style.words[state], style.ink)
    corners = SIDE * np.array([[1, 1], [2, 1], [2, 2], [1, 2]], float) - 0.5
    return Drawing(canvas, {"flag": corners})


def _lever(window: Image, turn: float, ink: Colour) -> None:
    middle, reach = np.array([SIDE / 2, SIDE / 2]), 0.42 * SIDE
    way = np.array([np.sin(np.radians(turn)), -np.cos(np.radians(turn))])
    ends = [tuple(int(v) for v in middle + share * reach * way) for share in (-0.4, 1.0)]
    cv2.line(window, ends[0], ends[1], ink, SIDE // 7, cv2.LINE_AA)


def _word(window: Image, word: str, ink: Colour) -> None:
    mask = lettering(word, SIDE // 2).astype(np.float64)
    fit = min(1.0, 0.85 * SIDE / mask.shape[1], 0.85 * SIDE / mask.shape[0])
    mask = cv2.resize(mask, None, fx=fit, fy=fit, interpolation=cv2.INTER_AREA) / max(1.0, mask.max())
    top, left = (SIDE - mask.shape[0]) // 2, (SIDE - mask.shape[1]) // 2
    part = window[top : top + mask.shape[0], left : left + mask.shape[1]]
    part[:] = (part * (1 - mask[..., None]) + np.array(ink) * mask[..., None]).astype(np.uint8)


def _grey(level: float) -> Colour:
    return int(level), int(level), int(level)


def _vivid(rng: Rng) -> Colour:
    hue = np.uint8([[[int(rng.integers(180)), int(rng.integers(150, 256)), int(rng.integers(120, 240))]]])  # type: ignore[arg-type]
    blue, green, red = cv2.cvtColor(hue, cv2.COLOR_HSV2BGR)[0, 0]
    return int(blue), int(green), int(red)
