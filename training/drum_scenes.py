"""Whole meters for training the finder: rows of drums on plates full of what is no drum."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from harimi.simulate import camera, fonts
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import any_style, blemish, draw_drums
from harimi.vision.geometry import Image
from training.drum_patches import Source, any_phases, drawn_cells

Rng = np.random.Generator
SIDE = 224
"""Pixels of a training picture's side."""
CELLS = 24
"""At most so many wheels in one picture."""
SMALLEST, LARGEST = 12.0, 32.0
"""Height in pixels of the cells that the network has to find; larger and smaller ones are another level's business."""
_WORDS = (
    *("kWh", "m³", "220 V", "10-30 A", "50 Hz", "Nr.", "Q3 4,0", "R160 H", "CLASS B", "MONOPHASE", "TYPE", "qn 1,5", "m3/h"),
    *("PN 16", "30°C", "x0,1", "x0,001", "CE M17", "2 FILS", "WATER", "CUBIC FEET", "1 imp/l", "Made in", "AMP", "GAS", "max"),
)


def scene(rng: Rng, source: Source) -> tuple[Image, np.ndarray]:
    """A grey picture `(SIDE, SIDE)` and the corners `(n, 4, 2)` of every wheel's cell of the right size on it."""
    big = 2 * SIDE
    base = _background(rng, big)
    occupied = np.zeros((big, big), bool)
    rows = int(rng.choice([0, 1, 2, 3], p=[0.08, 0.66, 0.2, 0.06]))
    cells: list[np.ndarray] = []
    for row in [_row(rng, source) for _ in range(rows)]:
        base, placed = _placed(rng, base, occupied, row)
        cells += placed
    for _ in range(int(rng.integers(2, 14))):
        base = _printed(rng, base, occupied, source)
    for _ in range(int(rng.integers(0, 5))):
        _SHAPES[rng.integers(len(_SHAPES))](rng, base, occupied)
    marked = np.concatenate([np.full((4, 2), -1e4), *cells])
    return _photographed(rng, Drawing(base, {"cells": marked}))


def _photographed(rng: Rng, drawing: Drawing) -> tuple[Image, np.ndarray]:
    roll = float(rng.normal(0, 6)) if rng.random() < 0.6 else float(rng.uniform(-48, 48))
    pose = replace(camera.any_pose(rng, tilt=30), roll=roll, scale=float(rng.uniform(0.85, 1.2)))
    light, lens = camera.any_light(rng, 0.6), camera.any_lens(rng, 0.5)
    small = drawing.resized(0.5)
    if rng.random() < 0.3:
        small = replace(small, image=blemish(small.image, rng, float(rng.uniform(0, 0.8))))
    seen = camera.photograph(small, rng, pose, light, replace(lens, blur=min(lens.blur, 1.2)))
    grey = np.clip(seen.image @ rng.dirichlet([2, 4, 3]), 0, 255).astype(np.uint8)
    return (255 - grey if rng.random() < 0.12 else grey), _inside(seen.points["cells"].reshape(-1, 4, 2))


def _inside(cells: np.ndarray) -> np.ndarray:
    centres = cells.mean(axis=1)
    return cells[np.all((centres > 1) & (centres < SIDE - 2), axis=1)]


def _background(rng: Rng, side: int) -> Image:
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
    return _framed(rng, drawing) if rng.random() < 0.4 else drawing


def _framed(rng: Rng, drawing: Drawing) -> Drawing:
    """A slot around the row, often wider than it needs to be, in the row's own colour or another."""
    edge, left, right = (int(v) for v in rng.integers(2, (14, 50, 50)))
    if rng.random() < 0.5:
        left = right = edge
    own = drawing.image[0, 0] if rng.random() < 0.5 else rng.uniform(0, 255, 3)
    tone = tuple(float(v) for v in own)
    image = cv2.copyMakeBorder(drawing.image, edge, edge, left, right, cv2.BORDER_CONSTANT, value=tone)
    return Drawing(np.asarray(image, np.uint8), {"cells": drawing.points["cells"] + np.array([left, edge])})


def _drawn_row(rng: Rng, source: Source, count: int) -> Drawing:
    style = any_style(rng, source.fonts, count, window=56)
    drawing = draw_drums(any_phases(rng, count), style)
    return replace(drawing, points={"cells": drawn_cells(drawing, style.window, style.figure).reshape(-1, 2)})


def _real_row(rng: Rng, source: Source, count: int) -> Drawing:
    names = list(source.meters)
    weights = np.sqrt([len(source.meters[name]) for name in names])
    group = source.meters[names[rng.choice(len(names), p=weights / weights.sum())]]
    first = group[rng.integers(len(group))]
    height, rim, gap = 56, int(rng.integers(0, 24)), int(max(0, rng.normal(4, 8)))
    width = round(height * np.clip(first.image.shape[1] / first.image.shape[0] * np.exp(rng.normal(0, 0.1)), 0.38, 0.85))
    image = np.empty((height + 2 * rim, count * (width + gap) - gap + 2 * rim, 3), np.uint8)
    image[:] = (
        first.image.reshape(-1, 3)[rng.integers(first.image[..., 0].size)] if rng.random() < 0.6 else rng.integers(0, 256, 3)
    )
    cells = []
    for k in range(count):
        crop = first if k == 0 else group[rng.integers(len(group))]
        x = rim + k * (width + gap)
        image[rim : rim + height, x : x + width] = cv2.resize(crop.image, (width, height), interpolation=cv2.INTER_AREA)
        left, right = x - gap / 2 - 0.5, x + width + gap / 2 - 0.5
        cells.append([[left, rim - 0.5], [right, rim - 0.5], [right, rim + height - 0.5], [left, rim + height - 0.5]])
    return Drawing(image, {"cells": np.array(cells).reshape(-1, 2)})


def _free(rng: Rng, occupied: np.ndarray, height: int, width: int) -> tuple[int, int] | None:
    """A place (x, y) for something of this size that covers nothing yet, or None."""
    side = len(occupied)
    if height >= side or width >= side:
        return None
    for _ in range(12):
        y, x = int(rng.integers(0, side - height)), int(rng.integers(0, side - width))
        if not occupied[y : y + height, x : x + width].any():
            occupied[y : y + height, x : x + width] = True
            return x, y
    return None


def _placed(rng: Rng, base: Image, occupied: np.ndarray, row: Drawing) -> tuple[Image, list[np.ndarray]]:
    height, width = row.image.shape[:2]
    at = _free(rng, occupied, height, width)
    if at is None:
        return base, []
    drawing = Drawing(base, {}).pasted(row, at)
    return drawing.image, [drawing.points["cells"]]


def _text(rng: Rng) -> str:
    look = rng.random()
    if look < 0.45:
        return "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(2, 11))))
    if look < 0.6:
        return str(rng.choice(list("ABCDEMN№"))) + " " + "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(3, 9))))
    return str(rng.choice(_WORDS))


def _printed(rng: Rng, base: Image, occupied: np.ndarray, source: Source) -> Image:
    """Text on the plate: serial numbers, types, units; sometimes in a box as wheels are, which is the hardest of all."""
    height = int(np.exp(rng.uniform(np.log(9), np.log(70))))
    face = source.fonts[rng.integers(len(source.fonts))]
    mask = (
        fonts.lettering(_text(rng), height, face, int(rng.integers(0, 2)), float(rng.uniform(0.7, 1.3))).astype(np.float32)
        / 255
    )
    margin = int(rng.integers(0, 10))
    mask = np.pad(mask, margin)
    at = _free(rng, occupied, *mask.shape)
    if at is None:
        return base
    x, y = at
    part = base[y : y + mask.shape[0], x : x + mask.shape[1]]
    if rng.random() < 0.2:
        part[:] = np.clip(rng.uniform(0, 255) + rng.normal(0, 10, 3), 0, 255).astype(np.uint8)
    dark = part.mean() > 128 if rng.random() < 0.93 else rng.random() < 0.5
    ink = np.clip((30 if dark else 225) + rng.normal(0, 30, 3), 0, 255)
    if rng.random() < 0.15:
        ink = np.array([40.0, 40, 200])
    part[:] = (part * (1 - mask[..., None]) + ink * mask[..., None]).astype(np.uint8)
    return base


def _ink(rng: Rng) -> tuple[float, float, float]:
    tone = float(rng.choice([20.0, 235.0, 120.0])) + rng.normal(0, 15, 3)
    return (float(tone[0]), float(tone[1]), float(tone[2]))


def _dial(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    """A sub-dial with its own figures."""
    radius = int(rng.integers(16, 60))
    at = _free(rng, occupied, 2 * radius + 2, 2 * radius + 2)
    if at is None:
        return
    x, y = at[0] + radius, at[1] + radius
    ink = _ink(rng)
    cv2.circle(base, (x, y), radius, ink, int(rng.integers(1, 4)), cv2.LINE_AA)
    for digit in range(10):
        turn = 2 * np.pi * digit / 10
        place = (int(x + 0.72 * radius * np.sin(turn) - radius * 0.1), int(y - 0.72 * radius * np.cos(turn) + radius * 0.1))
        cv2.putText(base, str(digit), place, cv2.FONT_HERSHEY_SIMPLEX, radius / 90, ink, 1 + radius // 40, cv2.LINE_AA)
    turn = rng.uniform(0, 2 * np.pi)
    tip = (int(x + 0.6 * radius * np.sin(turn)), int(y - 0.6 * radius * np.cos(turn)))
    cv2.line(base, (x, y), tip, _ink(rng), max(2, radius // 6), cv2.LINE_AA)


def _screw(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    radius = int(rng.integers(5, 20))
    at = _free(rng, occupied, 2 * radius + 2, 2 * radius + 2)
    if at is None:
        return
    x, y = at[0] + radius, at[1] + radius
    cv2.circle(base, (x, y), radius, _ink(rng), -1, cv2.LINE_AA)
    turn = rng.uniform(0, np.pi)
    dx, dy = int(0.8 * radius * np.cos(turn)), int(0.8 * radius * np.sin(turn))
    cv2.line(base, (x - dx, y - dy), (x + dx, y + dy), _ink(rng), max(1, radius // 4), cv2.LINE_AA)


def _barcode(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    height, width = int(rng.integers(16, 60)), int(rng.integers(50, 200))
    at = _free(rng, occupied, height, width)
    if at is None:
        return
    x, y = at
    bars = rng.random(width // 2) < 0.5
    base[y : y + height, x : x + 2 * len(bars)] = np.where(np.repeat(bars, 2)[None, :, None], 25, 235)


def _grid(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    """Empty boxes, slots and lines: frames without wheels."""
    height, width, count = int(rng.integers(12, 60)), int(rng.integers(8, 40)), int(rng.integers(1, 9))
    at = _free(rng, occupied, height, width * count)
    if at is None:
        return
    ink, fill = _ink(rng), _ink(rng)
    for k in range(count):
        a = (at[0] + k * width, at[1])
        b = (a[0] + width - int(rng.integers(1, 5)), a[1] + height - 1)
        cv2.rectangle(base, a, b, fill if count > 2 else _ink(rng), -1)
        cv2.rectangle(base, a, b, ink, int(rng.integers(1, 3)))


def _lines(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    at = _free(rng, occupied, 20, 120)
    if at is None:
        return
    for _ in range(int(rng.integers(1, 6))):
        a = (int(at[0] + rng.integers(0, 120)), int(at[1] + rng.integers(0, 20)))
        b = (int(at[0] + rng.integers(0, 120)), int(at[1] + rng.integers(0, 20)))
        cv2.line(base, a, b, _ink(rng), int(rng.integers(1, 5)), cv2.LINE_AA)


_SHAPES: tuple[Callable[[Rng, Image, np.ndarray], None], ...] = (_dial, _screw, _barcode, _grid, _lines)
