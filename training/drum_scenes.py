"""Whole meters for training the finder: rows of drums on plates full of what is no drum."""

from dataclasses import replace

import cv2
import numpy as np

from harimi.simulate import camera
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import any_style, blemish, draw_drums
from harimi.vision.geometry import Image
from training import drum_clutter
from training.drum_clutter import free
from training.drum_digits import Crop
from training.drum_patches import Source, any_phases, apart_or_faint, drawn_cells

Rng = np.random.Generator
SIDE = 224
"""Pixels of a training picture's side."""
CELLS = 24
"""At most so many wheels in one picture."""
FAR = (0.45, 0.8)
"""Some pictures are taken from further away and enlarged, as a small photograph is before wheels are looked for in it."""
SMALLEST, LARGEST = 12.0, 32.0
"""Height in pixels of the cells that the network has to find; larger and smaller ones are another level's business."""


def scene(rng: Rng, source: Source) -> tuple[Image, np.ndarray]:
    """A grey picture `(SIDE, SIDE)` and the corners `(n, 4, 2)` of every wheel's cell of the right size on it."""
    big = 2 * SIDE
    base = background(rng, big)
    occupied = np.zeros((big, big), bool)
    rows = int(rng.choice([0, 1, 2, 3], p=[0.08, 0.66, 0.2, 0.06]))
    cells: list[np.ndarray] = []
    for row in [_row(rng, source) for _ in range(rows)]:
        base, row_cells = placed(rng, base, occupied, row)
        cells += row_cells
    drum_clutter.litter(rng, base, occupied, source.fonts)
    marked = np.concatenate([np.full((4, 2), -1e4), *cells])
    return _photographed(rng, Drawing(base, {"cells": marked}))


def _photographed(rng: Rng, drawing: Drawing) -> tuple[Image, np.ndarray]:
    roll = float(rng.normal(0, 6)) if rng.random() < 0.6 else float(rng.uniform(-48, 48))
    pose = replace(camera.any_pose(rng, tilt=30), roll=roll, scale=float(rng.uniform(0.85, 1.2)))
    light, lens = camera.any_light(rng, 0.6), camera.any_lens(rng, 0.5)
    far = float(rng.uniform(*FAR)) if rng.random() < 0.35 else 1.0
    small = drawing.resized(0.5 * far)
    if rng.random() < 0.3:
        small = replace(small, image=blemish(small.image, rng, float(rng.uniform(0, 0.8))))
    seen = camera.photograph(small, rng, pose, light, replace(lens, blur=min(lens.blur, 1.2)))
    seen = seen.resized(SIDE / len(seen.image)) if far < 1 else seen
    grey = np.clip(seen.image @ rng.dirichlet([2, 4, 3]), 0, 255).astype(np.uint8)
    return (255 - grey if rng.random() < 0.12 else grey), _inside(seen.points["cells"].reshape(-1, 4, 2))


def _inside(cells: np.ndarray) -> np.ndarray:
    centres = cells.mean(axis=1)
    return cells[np.all((centres > 1) & (centres < SIDE - 2), axis=1)]


def background(rng: Rng, side: int) -> Image:
    coarse = rng.normal(0, 1, (int(rng.integers(2, 24)),) * 2 + (3,)).astype(np.float32)
    tone = rng.uniform(10, 245, 3) * 0.4 + rng.uniform(10, 245) * 0.6
    image = tone + cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC) * rng.uniform(0, 35)
    if rng.random() < 0.4:
        fine = rng.normal(0, 1, (side // int(rng.integers(2, 8)), side // int(rng.integers(2, 40)))).astype(np.float32)
        image += cv2.resize(fine, (side, side))[..., None] * rng.uniform(3, 30)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if rng.random() < 0.75:
        _plate(rng, image)
    return np.ascontiguousarray(image)


def _plate(rng: Rng, image: Image) -> None:
    side = len(image)
    tone = tuple(float(v) for v in np.clip(rng.choice([225.0, 200.0, 235.0, 40.0, 120.0]) + rng.normal(0, 15, 3), 0, 255))
    rim = tuple(float(v) for v in rng.uniform(0, 255, 3))
    middle = tuple(int(v) for v in rng.uniform(0.35, 0.65, 2) * side)
    if rng.random() < 0.5:
        radius = int(rng.uniform(0.35, 0.75) * side)
        cv2.circle(image, middle, radius, tone, -1, cv2.LINE_AA)
        cv2.circle(image, middle, radius, rim, int(rng.integers(1, 24)), cv2.LINE_AA)
        return
    half = rng.uniform(0.25, 0.6, 2) * side
    a, b = (int(middle[0] - half[0]), int(middle[1] - half[1])), (int(middle[0] + half[0]), int(middle[1] + half[1]))
    cv2.rectangle(image, a, b, tone, -1)
    cv2.rectangle(image, a, b, rim, int(rng.integers(1, 20)))


def _row(rng: Rng, source: Source) -> Drawing:
    """A row of photographed or rendered drums, its cells 20 to 70 pixels high, framed or not."""
    count = int(rng.integers(3, 9))
    drawing = _real_row(rng, source, count) if rng.random() < 0.45 else _drawn_row(rng, source, count)
    height = float(np.linalg.norm(drawing.points["cells"][3] - drawing.points["cells"][0]))
    target = float(np.exp(rng.uniform(np.log(SMALLEST * 2), np.log(LARGEST * 2))))
    room = 2 * SIDE * 0.95 / drawing.image.shape[1]
    drawing = drawing.resized(min(target / height, room))
    return framed(rng, drawing) if rng.random() < 0.4 else drawing


def framed(rng: Rng, drawing: Drawing) -> Drawing:
    """A slot around the row, often wider than it needs to be, in the row's own colour or another."""
    edge, left, right = (int(v) for v in rng.integers(2, (14, 50, 50)))
    if rng.random() < 0.5:
        left = right = edge
    own = drawing.image[0, 0] if rng.random() < 0.5 else rng.uniform(0, 255, 3)
    tone = tuple(float(v) for v in own)
    image = cv2.copyMakeBorder(drawing.image, edge, edge, left, right, cv2.BORDER_CONSTANT, value=tone)
    return Drawing(np.asarray(image, np.uint8), {"cells": drawing.points["cells"] + np.array([left, edge])})


def _drawn_row(rng: Rng, source: Source, count: int) -> Drawing:
    style = apart_or_faint(rng, any_style(rng, source.fonts, count, window=56))
    drawing = draw_drums(any_phases(rng, count), style)
    return replace(drawing, points={"cells": drawn_cells(drawing, style.window, style.figure).reshape(-1, 2)})


def _real_row(rng: Rng, source: Source, count: int) -> Drawing:
    names = list(source.meters)
    weights = np.sqrt([len(source.meters[name]) for name in names])
    group = source.meters[names[rng.choice(len(names), p=weights / weights.sum())]]
    return side_by_side(rng, [group[rng.integers(len(group))] for _ in range(count)])


def side_by_side(rng: Rng, digits: list[Crop]) -> Drawing:
    """Photographed digits of one meter as the row of a counter."""
    first = digits[0].image
    height, rim, gap = 56, int(rng.integers(0, 24)), int(max(0, rng.normal(4, 8)))
    gap = int(rng.integers(12, 50)) if rng.random() < 0.12 else gap
    width = round(height * np.clip(first.shape[1] / first.shape[0] * np.exp(rng.normal(0, 0.1)), 0.38, 0.85))
    image = np.empty((height + 2 * rim, len(digits) * (width + gap) - gap + 2 * rim, 3), np.uint8)
    image[:] = first.reshape(-1, 3)[rng.integers(first[..., 0].size)] if rng.random() < 0.6 else rng.integers(0, 256, 3)
    cells = []
    for k, crop in enumerate(digits):
        x = rim + k * (width + gap)
        image[rim : rim + height, x : x + width] = cv2.resize(crop.image, (width, height), interpolation=cv2.INTER_AREA)
        left, right = x - gap / 2 - 0.5, x + width + gap / 2 - 0.5
        cells.append([[left, rim - 0.5], [right, rim - 0.5], [right, rim + height - 0.5], [left, rim + height - 0.5]])
    return Drawing(image, {"cells": np.array(cells).reshape(-1, 2)})


def placed(rng: Rng, base: Image, occupied: np.ndarray, row: Drawing) -> tuple[Image, list[np.ndarray]]:
    height, width = row.image.shape[:2]
    at = free(rng, occupied, height, width)
    if at is None:
        return base, []
    drawing = Drawing(base, {}).pasted(row, at)
    return drawing.image, [drawing.points["cells"]]
