"""Scenes for training: a dial with a body and a pipe before a busy background, photographed, and its places in pixels."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.camera import any_lens, any_light, any_pose, develop, illuminate, view
from harimi.simulate.dial import draw_dial
from harimi.simulate.dial_styles import any_style, any_value, grey
from harimi.simulate.dial_subdials import any_subdial
from harimi.simulate.drawing import Drawing
from harimi.vision.geometry import Image

Rng = np.random.Generator
SIDE = 224
"""Pixels of a kept scene."""
LARGE = 384
"""Pixels of a scene whose numerals are to be read."""
PLACES = 11
"""Rows kept of each scene: pivot, tip, five points along the scale, four corners."""


@dataclass(frozen=True)
class Scene:
    """A photograph and its `(11, 2)` places; `kind` is 0 for a gauge, 1 for a sub-dial, 2 for a dial without a pointer.

    `ends` are its lowest and highest value, `texts` is what is lettered on it, `figures` `(n, 4, 2)` where each of its figures
    stands.
    """

    image: Image
    places: np.ndarray
    kind: int
    ends: tuple[float, float]
    texts: list[str]
    figures: np.ndarray


def any_scene(rng: Rng, fonts: Sequence[Path], *, kept: bool = False, panel: bool = False, side: int = SIDE) -> Scene:
    """A scene of `side` pixels at random, three gauges to each sub-dial, or a panel meter."""
    kind = 2 if rng.random() < 0.04 else 1 if rng.random() < 0.27 and not panel else 0
    style = any_subdial(rng, fonts, kept=kept) if kind == 1 else any_style(rng, fonts, kept=kept, panel=panel)
    if kind == 2:
        style = replace(style, pointer=replace(style.pointer, family="needle", length=0.01, width=0.001, tail=0.0), others=())
    value = float(rng.uniform(0, 10)) if kind == 1 else any_value(rng, style)
    drawing = draw_dial(value, replace(style, size=round(side * 1.6)))
    seen = _photograph(rng, drawing, kind == 1, side)
    scale = seen.points["scale"]
    if kind == 1:
        scale = np.concatenate([scale, scale[:1]])
    ends, figures = (style.scale.low, style.scale.high), seen.points["figures"].reshape(-1, 4, 2)
    return Scene(seen.image, _rows(seen, scale), kind, ends, style.texts(), figures)


def _rows(seen: Drawing, scale: np.ndarray) -> np.ndarray:
    return np.concatenate([seen.points["pivot"], seen.points["tip"], scale, seen.points["corners"]]).astype(np.float32)


def _photograph(rng: Rng, drawing: Drawing, small: bool, side: int) -> Drawing:
    harsh = float(rng.choice([0.2, 0.5, 1.0], p=[0.45, 0.35, 0.2]))
    oblique = rng.random()
    pose = any_pose(rng, tilt=12 if oblique < 0.45 else 35 if oblique < 0.75 else 58, roll=4 if rng.random() < 0.6 else 25)
    pose = replace(pose, scale=float(rng.uniform(0.75, 1.15) if rng.random() < 0.7 else rng.uniform(0.3, 0.75)))
    matrix = view(pose, drawing.image.shape[1::-1], (side, side))
    seen = drawing.warped(matrix, (side, side), tuple(int(c) for c in drawing.image[0, 0]))  # type: ignore[arg-type]
    if not small or rng.random() < 0.3:
        seen = _mounted(rng, seen)
    light = any_light(rng, harsh)
    if small and rng.random() < 0.04:
        light = replace(light, gain=float(rng.uniform(1.5, 3)), cast=(1.8, 0.7, 2.0), gamma=0.7)
    if small and rng.random() < 0.15:
        light = replace(light, gain=light.gain * float(rng.uniform(1, 2)), cast=(1.6, 0.7, 1.8))
    return Drawing(develop(illuminate(seen.image, rng, light), rng, any_lens(rng, harsh)), seen.points)


def _mounted(rng: Rng, seen: Drawing) -> Drawing:
    """The dial cut out along its outline and laid on a background, its body showing where the view is oblique."""
    side = len(seen.image)
    ground, outline = background(rng, side), seen.points["outline"]
    if rng.random() < 0.5:
        _pipe(rng, ground, outline)
    if rng.random() < 0.5:
        depth = rng.normal(0, 0.12, 2) * np.ptp(outline, axis=0)
        hull = cv2.convexHull(np.concatenate([outline, outline + depth]).astype(np.float32))
        cv2.fillPoly(ground, [np.round(hull * 16).astype(np.int32)], grey(rng, 5, 220), cv2.LINE_AA, 4)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    weight = mask[..., None].astype(np.float32) / 255
    return Drawing((ground * (1 - weight) + seen.image * weight).astype(np.uint8), seen.points)


def _pipe(rng: Rng, ground: Image, outline: np.ndarray) -> None:
    middle, wide = outline.mean(0), np.ptp(outline[:, 0]) * rng.uniform(0.1, 0.4)
    side = len(ground)
    away = middle + rng.normal(0, 0.15, 2) * side + np.array([0, side * (1 if rng.random() < 0.85 else -1)])
    colour = grey(rng, 30, 230, 25)
    ends = [tuple(int(v) for v in place) for place in (middle, away)]
    cv2.line(ground, ends[0], ends[1], colour, max(1, int(wide)), cv2.LINE_AA)
    cv2.line(ground, ends[0], ends[1], tuple(min(255, c + 40) for c in colour), max(1, int(wide * 0.3)), cv2.LINE_AA)


def background(rng: Rng, side: int = SIDE) -> Image:
    """Something behind the dial: a plain wall, mottled ground, or clutter of boxes, pipes, discs and lettering."""
    colour = grey(rng, 0, 255, 30) if rng.random() < 0.8 else (255, 255, 255)
    image = np.full((side, side, 3), colour, np.float32)
    if rng.random() < 0.25:
        return image.astype(np.uint8)
    for octave in (3, 9, 30, 90):
        if rng.random() < 0.6:
            grain = rng.normal(0, rng.uniform(4, 45), (octave, octave, 1 if rng.random() < 0.6 else 3)).astype(np.float32)
            image += np.broadcast_to(np.atleast_3d(cv2.resize(grain, (side, side), interpolation=cv2.INTER_CUBIC)), image.shape)
    canvas = np.clip(image, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 14)) if rng.random() < 0.75 else 0):
        _clutter(rng, canvas)
    return cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 5)) if rng.random() < 0.5 else canvas


def _clutter(rng: Rng, canvas: Image) -> None:
    side = canvas.shape[0]
    colour = grey(rng, 0, 255, 35)
    x, y, u, v = (int(n) for n in rng.uniform(-0.1, 1.1, 4) * side)
    draw = rng.random()
    if draw < 0.3:
        cv2.rectangle(canvas, (x, y), (u, v), colour, -1 if rng.random() < 0.6 else int(rng.integers(1, 6)))
    elif draw < 0.6:
        cv2.line(canvas, (x, y), (u, v), colour, int(rng.integers(1, 30)), cv2.LINE_AA)
    elif draw < 0.8:
        sides = (int(rng.uniform(3, side * 0.25)), int(rng.uniform(3, side * 0.25)))
        cv2.ellipse(
            canvas,
            (x, y),
            sides,
            float(rng.uniform(0, 180)),
            0,
            360,
            colour,
            -1 if rng.random() < 0.5 else int(rng.integers(1, 8)),
        )
    else:
        text = "".join(rng.choice(list("ABCDEFGHKLMNPRSTUVXZ0123456789"), int(rng.integers(1, 8))))
        cv2.putText(
            canvas,
            text,
            (x, y),
            int(rng.integers(0, 4)),
            float(rng.uniform(0.3, 1.5)),
            colour,
            int(rng.integers(1, 4)),
            cv2.LINE_AA,
        )


def keep(
    path: Path, seed: int, count: int, fonts: Sequence[Path], *, kept: bool = False, panel: bool = False, side: int = SIDE
) -> None:
    """Draws `count` scenes and keeps them in one `.npz`."""
    rng = np.random.default_rng(seed)
    scenes = [any_scene(rng, fonts, kept=kept, panel=panel, side=side) for _ in range(count)]
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        images=np.stack([scene.image for scene in scenes]),
        places=np.stack([scene.places for scene in scenes]),
        kinds=np.array([scene.kind for scene in scenes], np.int64),
        ends=np.array([scene.ends for scene in scenes]),
    )


def fonts_in(folder: Path, *, kept: bool = False) -> list[Path]:
    """Fonts with Latin figures; the families of Comfortaa and Lato are kept for the test on unseen styles."""
    unfit = ("noto", "dseg", "math", "icon", "symbol")
    fit = sorted(path for path in folder.rglob("*.[to]tf") if not any(word in str(path).lower() for word in unfit))
    return [path for path in fit if any(name in path.name for name in ("Comfortaa", "Lato")) == kept]


def main() -> None:
    """`python -m training.dial_scenes FOLDER FONTS [FIRST LAST]`: shards of 1,000 scenes, every eighth
    of panel meters only, and one of 1,200 in unseen styles, twice: as large as the others, and large enough for the numerals.
    """
    folder, fonts = Path(sys.argv[1]), Path(sys.argv[2])
    first, last = (int(word) for word in sys.argv[3:5]) if len(sys.argv) > 4 else (0, 24)
    cv2.setNumThreads(1)
    if first == 0:
        keep(folder / "kept.npz", 1000, 1200, fonts_in(fonts, kept=True), kept=True)
        keep(folder / "kept-large.npz", 1000, 1200, fonts_in(fonts, kept=True), kept=True, side=LARGE)
    for shard in range(first, last):
        keep(folder / f"scenes{shard:02}.npz", shard, 1000, fonts_in(fonts), panel=shard % 8 == 7)
        print(f"shard {shard} drawn", flush=True)


if __name__ == "__main__":
    main()
