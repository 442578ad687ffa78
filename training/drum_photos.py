"""Whole photographs of a counter at a known value, on a plate full of print: what confidence is fitted and measured on."""

from dataclasses import dataclass, replace

import numpy as np

from harimi.simulate import camera
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import any_style, blemish, draw_drums, wheel_phases
from harimi.vision.geometry import Image
from training import drum_clutter
from training.drum_check import off_by
from training.drum_digits import Crop
from training.drum_patches import Source, apart_or_faint, drawn_cells
from training.drum_scenes import background, framed, placed, side_by_side

Rng = np.random.Generator
SIDE = 640
"""Pixels of the plate's side before the camera."""
HEIGHTS = (9.0, 48.0)
"""Pixels of a wheel's cell in the photograph."""
EMPTY = 0.05
"""Share of plates without a counter: whatever is read there is wrong."""
NEAR = 0.16
"""Digits; how far a photographed digit's label may be from the phase it stands for."""


@dataclass(frozen=True)
class Photo:
    """A photograph (BGR), the counter's value in units of its lowest wheel (None: there is no counter), and its cells.

    `cells` (n, 4, 2) are the corners of each wheel in the photograph, `decimals` how many wheels at its end are in another
    print.
    """

    image: Image
    value: float | None
    cells: np.ndarray
    decimals: int = 0


def photo(rng: Rng, source: Source, harsh: float) -> Photo:
    """One photograph; `harsh` from 0 (a good one) to 1 (cellars, flashes, blur)."""
    base, occupied = background(rng, SIDE), np.zeros((SIDE, SIDE), bool)
    value, row, decimals = any_counter(rng, source)
    height = float(np.exp(rng.uniform(*np.log(HEIGHTS))))
    scale = min(float(rng.uniform(0.35, 1.5)), height / 18)
    tall = float(np.linalg.norm(row.points["cells"][3] - row.points["cells"][0]))
    row = row.resized(min(height / scale / tall, SIDE * 0.95 / row.image.shape[1]))
    row = framed(rng, row) if rng.random() < 0.4 and row.image.shape[1] < SIDE - 100 else row
    cells: list[np.ndarray] = []
    if rng.random() >= EMPTY:
        base, cells = placed(rng, base, occupied, row)
    drum_clutter.litter(rng, base, occupied, source.fonts)
    marked = cells[0] if cells else np.zeros((0, 2))
    seen = _seen(rng, Drawing(base, {"cells": marked}).resized(scale), harsh)
    inside = cells and (seen.points["cells"] > 1).all() and (seen.points["cells"] < len(seen.image) - 2).all()
    return Photo(seen.image, value if inside else None, seen.points["cells"].reshape(-1, 4, 2), decimals)


def _seen(rng: Rng, plate: Drawing, harsh: float) -> Drawing:
    pose = replace(camera.any_pose(rng, tilt=25), scale=float(rng.uniform(0.85, 1.1)))
    if rng.random() < 0.15:
        pose = replace(pose, roll=float(rng.uniform(-40, 40)))
    if rng.random() < harsh:
        plate = replace(plate, image=blemish(plate.image, rng, float(rng.uniform(0, harsh))))
    lens = camera.any_lens(rng, harsh)
    return camera.photograph(plate, rng, pose, camera.any_light(rng, harsh), replace(lens, blur=min(lens.blur, 1.5)))


def any_counter(rng: Rng, source: Source) -> tuple[float, Drawing, int]:
    """A value, the row that shows it, and how many of its last wheels are in another print."""
    digits = int(rng.integers(4, 9))
    value = any_value(rng, digits)
    meters = list(source.meters.values())
    if rng.random() < 0.5:
        row = composed(rng, meters[int(rng.integers(len(meters)))], value, digits)
        if row is not None:
            return value, row, 0
    style = apart_or_faint(rng, any_style(rng, source.fonts, digits, window=56))
    drawing = draw_drums(wheel_phases(value, digits), style)
    return value, replace(drawing, points={"cells": drawn_cells(drawing, 56, style.figure).reshape(-1, 2)}), style.decimals


def any_value(rng: Rng, digits: int) -> float:
    """A counter's value: as often young as old, the last wheel at rest or not."""
    whole = np.floor(10 ** rng.uniform(0, digits)) if rng.random() < 0.5 else rng.integers(0, 10**digits)
    return float(whole % 10**digits) + (float(rng.random()) if rng.random() < 0.5 else 0.0)


def composed(rng: Rng, meter: list[Crop], value: float, digits: int) -> Drawing | None:
    """A row of a meter's photographed digits at the phases that `value` gives; None where it has none at one of them."""
    labels = np.array([crop.phase for crop in meter])
    near = [np.flatnonzero(off_by(labels, np.array(phase)) <= NEAR) for phase in wheel_phases(value, digits)]
    if not all(len(choice) for choice in near):
        return None
    return side_by_side(rng, [meter[int(rng.choice(choice))] for choice in near])
