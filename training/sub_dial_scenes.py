"""Pictures for the sub-dial network: a dial that wraps, photographed small and framed inexactly, as the reader cuts it out.

`python -m training.sub_dial_scenes FOLDER FONTS [COUNT]` keeps COUNT pictures (40,000) in shards, and 3,000 in unseen styles.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.camera import Lens, Light, any_lens, any_light, any_pose, develop, illuminate, view
from harimi.simulate.dial import DialStyle, draw_dial
from harimi.simulate.drawing import Drawing
from harimi.simulate.sub_dial_styles import any_round
from harimi.vision.displays.dial_polar import upright
from harimi.vision.geometry import Image, Quad, quad
from training.dial_scenes import background, fonts_in

Rng = np.random.Generator
SIDE = 64
"""Pixels of the network's picture."""
CANVAS = 208
SHARD = 5000


@dataclass(frozen=True)
class Photographed:
    """A photograph of one dial, the corners of its square as a person marks them, and the hand's angle in that square.

    `angle` is degrees clockwise from the square's own upright; `legible` is False where nobody could read the hand.
    """

    image: Image
    corners: Quad
    angle: float
    legible: bool


def any_photograph(rng: Rng, fonts: Sequence[Path], *, kept: bool = False) -> Photographed:
    """A dial at random, 20 to 150 pixels across."""
    style = replace(any_round(rng, fonts, kept=kept), size=CANVAS)
    there = rng.random() > 0.03
    if not there:
        style = replace(style, pointer=replace(style.pointer, family="needle", length=0.01, width=0.001, tail=0.0, hub=0.1))
    drawing = draw_dial(float(rng.uniform(0, 10)), style)
    if rng.random() < 0.4:
        drawing = replace(drawing, image=_with_neighbour(rng, drawing, style))
    across = float(np.exp(rng.uniform(np.log(20), np.log(150))))
    seen = _seen(rng, drawing, across)
    lit, covered = _lit(rng, seen)
    image = develop(lit, rng, _lens(rng, across))
    readable = there and not covered and bool(np.ptp(image.astype(int)) > 12)
    corners = _framed(rng, seen.points["corners"])
    return Photographed(image, corners, _angle(seen, corners), readable)


def _seen(rng: Rng, drawing: Drawing, across: float) -> Drawing:
    """The drawing through the lens, the dial `across` pixels wide."""
    tilt = 8 if rng.random() < 0.6 else 25
    pose = replace(any_pose(rng, tilt=tilt, roll=4 if rng.random() < 0.7 else 20), scale=1.0)
    side = max(24, round(across / 0.66))
    factor = side / CANVAS
    if factor < 0.7:
        drawing = replace(drawing, image=cv2.GaussianBlur(drawing.image, (0, 0), 0.4 / factor))
    ground = tuple(int(channel) for channel in drawing.image[0, 0])
    return drawing.warped(view(pose, (CANVAS, CANVAS), (side, side)), (side, side), (ground[0], ground[1], ground[2]))


def _with_neighbour(rng: Rng, drawing: Drawing, style: DialStyle) -> Image:
    """The drawing with another dial of the meter cut in at its edge; its hand may reach over."""
    other = draw_dial(float(rng.uniform(0, 10)), style).image
    turn, away = rng.uniform(0, 2 * np.pi), rng.uniform(1.55, 2.4) * style.radius * CANVAS
    x, y = float(np.sin(turn) * away), float(np.cos(turn) * away)
    shifted = cv2.warpAffine(other, np.array([[1, 0, x], [0, 1, y]]), (CANVAS, CANVAS), borderMode=cv2.BORDER_REPLICATE)
    rows, columns = np.mgrid[:CANVAS, :CANVAS] - CANVAS / 2
    near = np.hypot(columns - x, rows - y) < away - style.radius * CANVAS * rng.uniform(0.75, 1.05)
    return np.where(near[..., None], shifted, drawing.image)


def _lit(rng: Rng, seen: Drawing) -> tuple[np.ndarray, bool]:
    """The picture under a lamp, and whether a reflection hides the outer half of the hand."""
    harsh = float(rng.choice([0.2, 0.5, 1.0], p=[0.35, 0.35, 0.3]))
    lit = illuminate(seen.image, rng, _clipped(rng, any_light(rng, harsh)))
    if rng.random() > 0.22:
        return lit, False
    mask = _spots(rng, len(lit))
    tip, pivot = seen.points["tip"][0], seen.points["pivot"][0]
    places = pivot + np.linspace(0.4, 1, 9)[:, None] * (tip - pivot)
    x, y = np.clip(np.round(places), 0, len(mask) - 1).astype(int).T
    return lit + mask[..., None] * np.float32(rng.uniform(0.6, 2)), bool((mask[y, x] > 0.5).mean() > 0.7)


def _clipped(rng: Rng, light: Light) -> Light:
    """Sometimes a camera whose red or blue channel is burnt out."""
    draw = rng.random()
    if draw < 0.07:
        return replace(light, gain=float(rng.uniform(1.3, 3)), cast=(1.8, 0.6, 2.0), gamma=0.8, infrared=False)
    if draw < 0.16:
        return replace(light, gain=light.gain * float(rng.uniform(1, 1.8)), cast=(1.4, 0.75, 1.6))
    return light


def _spots(rng: Rng, side: int) -> np.ndarray:
    """One to three reflections of lamps, hard or soft, 0 to 1."""
    mask = np.zeros((side, side), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = (int(v) for v in rng.uniform(0.15, 0.85, 2) * side)
        wide, tall = (max(1, int(v)) for v in rng.uniform(0.02, 0.17, 2) * side)
        cv2.ellipse(mask, (x, y), (wide, tall), float(rng.uniform(0, 180)), 0, 360, 1.0, -1, cv2.LINE_AA)
    soft = float(rng.uniform(0, 0.04)) * side
    return cv2.GaussianBlur(mask, (0, 0), soft) if soft > 0.4 else mask


def _lens(rng: Rng, across: float) -> Lens:
    """A lens whose blur leaves something of a small dial."""
    lens = any_lens(rng, float(rng.choice([0.3, 0.7, 1.0])))
    return replace(lens, blur=min(lens.blur, across / 35), motion=min(lens.motion, across / 14))


def _framed(rng: Rng, corners: np.ndarray) -> Quad:
    """The square as people and finders mark it: off by some per cent, straight or in perspective."""
    middle, half = corners.mean(0), float(np.ptp(corners, axis=0).mean() / 2)
    square = corners if rng.random() < 0.4 else middle + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    loose = (0.03, 0.09, 0.16)[int(rng.choice(3, p=[0.5, 0.37, 0.13]))]
    scale = np.exp(rng.normal(0, min(loose, 0.09) * 1.1, 2) * (1, 0.4))
    grown = (square - middle) * (scale[0] * np.array([scale[1], 1 / scale[1]])) + middle
    return quad(grown + rng.normal(0, loose, 2) * half + rng.normal(0, 0.012, (4, 2)) * half)


def _angle(seen: Drawing, corners: Quad) -> float:
    """The hand's direction in the marked square, from its true pivot to its true tip."""
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), square)
    line = np.stack([seen.points["pivot"][0], seen.points["tip"][0]])
    pivot, tip = cv2.perspectiveTransform(line.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    return float(np.degrees(np.arctan2(tip[0] - pivot[0], pivot[1] - tip[1])) % 360)


def _nothing(rng: Rng) -> tuple[Image, float, bool]:
    return cv2.resize(background(rng, SIDE * 2), (SIDE, SIDE), interpolation=cv2.INTER_AREA), 0.0, False


def keep(path: Path, seed: int, count: int, fonts: Sequence[Path], *, kept: bool = False) -> None:
    """Draws `count` pictures and keeps them: `images` `(n, 64, 64, 3)`, `angles` in degrees, `legible`."""
    rng = np.random.default_rng([seed, int(kept)])
    rows = []
    for _ in range(count):
        if rng.random() < 0.02:
            rows.append(_nothing(rng))
            continue
        seen = any_photograph(rng, fonts, kept=kept)
        rows.append((upright(seen.image, seen.corners, SIDE), seen.angle, seen.legible))
    images, angles, legible = zip(*rows, strict=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, images=np.stack(images), angles=np.array(angles, np.float32), legible=np.array(legible))


def main() -> None:
    """The command line."""
    folder, fonts = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 40_000
    cv2.setNumThreads(1)
    keep(folder / "kept.npz", 0, 3000, fonts_in(fonts, kept=True), kept=True)
    for shard in range(-(-count // SHARD)):
        keep(folder / f"shard{shard:02}.npz", shard, min(SHARD, count), fonts_in(fonts))
        print(f"shard {shard} drawn", flush=True)


if __name__ == "__main__":
    main()
