"""Scenes for training: a printed scale before a busy background, a tube beside it, photographed near or from afar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.camera import any_lens, any_light, any_pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.scale import tube
from harimi.simulate.scale_styles import any_scale
from harimi.simulate.tape import TapeStyle, draw_tape
from harimi.simulate.tape_styles import any_run, any_tape
from harimi.vision.geometry import Image
from training.dial_scenes import background

Rng = np.random.Generator
CANVAS = 900
"""Pixels of the scene before it is photographed."""
SMALLEST = 96
"""Pixels of a photograph at least."""
MILD = 0.45
"""Share of the photographs that are as plain as those of a camera that was put up for it."""
FIGURES = (7.5, 22.0)
"""Height of a figure on these, pixels."""
SHOWN = 0.9
"""Share of such a photograph that level and numerals may take, side by side."""


@dataclass(frozen=True)
class TapeScene:
    """A square photograph, what is lettered on its scale, where each figure stands `(n, 4, 2)`, and the value of the level.

    `step` is the value from numeral to numeral, `falls` whether what moves is a float.
    """

    image: Image
    texts: list[str]
    figures: np.ndarray
    numerals: np.ndarray
    tall: float
    level: np.ndarray
    value: float
    step: float
    floats: bool


def any_tape_scene(rng: Rng, fonts: Sequence[Path | None], side: int, *, lying: bool | None = None) -> TapeScene:
    """A scene of `side` pixels at random; one scale in five lies on its side."""
    lies = rng.random() < 0.2 if lying is None else lying
    texts, first, step = any_run(rng, int(rng.integers(4, 24)))
    style = any_tape(rng, texts, fonts, lying=lies)
    texts = texts[: max(3, int(1.2 * CANVAS / style.pitch))]
    tape = draw_tape(texts, style)
    place = float(rng.uniform(0.1, len(texts) - 1.1))
    drawn, floats = _beside_a_tube(rng, tape, style, place)
    if lies:
        drawn = _turned(drawn)
    seen = _seen(rng, drawn, side) if rng.random() > MILD else _plainly(rng, drawn, side, style.tall)
    figures = seen.points["figures"].reshape(-1, 4, 2)
    tall = float(np.median(np.hypot(*(figures[:, 3] - figures[:, 0]).T)))
    numerals, level = seen.points["numerals"], seen.points["level"]
    return TapeScene(seen.image, texts, figures, numerals, tall, level, first + step * place, step, floats)


def _beside_a_tube(rng: Rng, tape: Drawing, style: TapeStyle, place: float) -> tuple[Drawing, bool]:
    """The tape and a tube before a background, so laid that the level is near the middle; both stand almost upright."""
    glass = any_scale(rng)
    glass = replace(
        glass, width=int(np.clip(style.tall * rng.uniform(0.6, 3.5), 12, 120)), tall=round(style.tall * rng.uniform(0.6, 2))
    )
    ground = cv2.resize(background(rng, 384), (CANVAS, CANVAS), interpolation=cv2.INTER_CUBIC)
    gap = float(rng.choice([0.0, rng.uniform(0, 0.6), rng.uniform(0, 3)])) * style.tall
    left = rng.random() < 0.5
    middle = np.array([CANVAS / 2, CANVAS / 2]) + rng.normal(0, 0.04, 2) * CANVAS
    lean = float(rng.normal(0, 0.8))
    mark = np.array([style.at * style.wide, (place + 1) * style.pitch])
    seen = _laid(ground, tape, mark, middle, lean)
    across = (style.wide * (style.at if left else 1 - style.at) + gap + glass.width / 2) * (-1 if left else 1)
    spare = round(CANVAS * 0.65)
    turn = np.radians(lean)
    foot = middle + across * np.array([np.cos(turn), -np.sin(turn)])
    ends = np.array([[0, spare], [glass.width, spare]], float) - 0.5
    pipe = Drawing(tube(spare, 2 * spare, glass, rng, 2), {"level": ends})
    clear = float(rng.uniform(0.3, 0.9)) if rng.random() < 0.5 else 1.0
    leans = lean + float(rng.normal(0, 0.8))
    full = _laid(seen.image, pipe, np.array([glass.width / 2 - 0.5, spare]), foot, leans, seen.points)
    return Drawing(cv2.addWeighted(full.image, clear, seen.image, 1 - clear, 0), full.points), glass.shows == "float"


def _laid(
    ground: Image, drawn: Drawing, anchor: np.ndarray, at: np.ndarray, lean: float, points: dict[str, np.ndarray] | None = None
) -> Drawing:
    """A drawing turned by `lean` degrees and laid on a ground so that its pixel `anchor` is `at`."""
    matrix = cv2.getRotationMatrix2D((float(anchor[0]), float(anchor[1])), lean, 1.0)
    matrix[:, 2] += at - anchor
    image, size = ground.copy(), (ground.shape[1], ground.shape[0])
    cv2.warpAffine(drawn.image, matrix, size, image, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    placed = {name: place @ matrix[:, :2].T + matrix[:, 2] for name, place in drawn.points.items()}
    return Drawing(image, (points or {}) | placed)


def _turned(drawn: Drawing) -> Drawing:
    """Laid on its left side, so that the numerals of a lying scale stand upright."""
    image = np.ascontiguousarray(np.rot90(drawn.image, -1))
    points = {name: np.stack([len(drawn.image) - 1 - place[:, 1], place[:, 0]], -1) for name, place in drawn.points.items()}
    return Drawing(image, points)


def _seen(rng: Rng, drawn: Drawing, side: int) -> Drawing:
    """Photographed at `side` pixels, by cameras of fewer pixels too; the nearest shows a few numerals only."""
    harsh = float(rng.choice([0.2, 0.5, 0.9], p=[0.5, 0.35, 0.15]))
    zoom = float(rng.uniform(1.0, 2.6))
    fewer = 1.0 if rng.random() < 0.4 else float(rng.uniform(0.25, 1.0))
    small = max(SMALLEST, round(side * fewer))
    pose = replace(any_pose(rng, tilt=14 if rng.random() < 0.7 else 32, roll=5 if rng.random() < 0.75 else 20), scale=zoom)
    light, lens = any_light(rng, harsh), any_lens(rng, harsh)
    seen = photograph(drawn, rng, pose, light, replace(lens, blur=lens.blur * fewer), (small, small))
    return seen if small == side else seen.resized(side / small)


def _plainly(rng: Rng, drawn: Drawing, side: int, tall: int) -> Drawing:
    """Photographed as by a camera that was put up before it: the level and its numerals in the middle and large enough, with
    little tilt, blur and compression.
    """
    figure = float(np.exp(rng.uniform(*np.log(FIGURES))))
    small = side if rng.random() < 0.3 else round(float(rng.uniform(SMALLEST, max(SMALLEST, side))))
    level, scale = drawn.points["level"].mean(0), drawn.points["scale"]
    numeral = scale[np.argmin(np.hypot(*(scale - level).T))]
    widest = SHOWN * CANVAS / (float(np.hypot(*(numeral - level))) + 2 * tall)
    zoom = float(np.clip(figure * CANVAS / (tall * small), 1.0, widest))
    aim = ((level + numeral) / 2 - CANVAS / 2) * zoom / CANVAS + rng.normal(0, 0.06, 2)
    pose = replace(any_pose(rng, tilt=8, roll=5), scale=zoom, shift=(-float(aim[0]), -float(aim[1])))
    harsh = float(rng.uniform(0.05, 0.35))
    seen = photograph(drawn, rng, pose, any_light(rng, harsh), any_lens(rng, harsh), (small, small))
    return seen if small == side else seen.resized(side / small)
