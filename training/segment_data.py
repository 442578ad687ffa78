"""Training pictures of seven-segment displays: cells with their truth, and scenes, drawn once and kept as arrays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import lettering
from harimi.simulate.segment_shapes import STROKES, strokes
from harimi.simulate.segments import characters
from harimi.vision.displays.segments import PATCH, patches, spread, strip
from harimi.vision.geometry import Quad, moved, quad, to_rectangle
from harimi.vision.observation import GLYPHS
from training.segment_clutter import Fonts
from training.segment_scenes import any_scene, any_text, row_photograph

Rng = np.random.Generator
OTHER = len(GLYPHS)
"""The class of a patch that shows no glyph: a letter, print, two half digits, anything else."""
LOOKS = 2
"""Times that each drawn row is cut, each time as carelessly: cutting is quicker than drawing."""
UNKNOWN = -1
"""A truth that is not known, such as the point on a crop that says nothing about it."""


def find_fonts(folder: Path) -> Fonts:
    """Upright seven-segment typefaces and plain print among the fonts under `folder`; either may be empty."""
    files = sorted(folder.rglob("*.ttf"))
    segment = tuple(file for file in files if file.name.startswith("DSEG7C") and "Italic" not in file.name)
    plain = ("Liberation", "Roboto", "Lato-", "OpenSans")
    return Fonts(segment, tuple(file for file in files if file.name.startswith(plain)))


def held_back(folder: Path) -> Fonts:
    """Typefaces that no training picture uses."""
    files = sorted(folder.rglob("DSEG7Modern*.ttf"))
    return Fonts(tuple(file for file in files if "Italic" not in file.name), find_fonts(folder).print)


def truth(character: str, *, point: int) -> np.ndarray:
    """Class, point and the seven strokes of a cell, as 9 small integers."""
    kind = GLYPHS.index(character) if character in GLYPHS else OTHER
    lit = strokes(character)
    return np.array([kind, point, *(int(stroke in lit) for stroke in STROKES)], np.int8)


NOTHING = np.array([OTHER, UNKNOWN, *[UNKNOWN] * len(STROKES)], np.int8)


BESIDE = truth(" ", point=UNKNOWN)


def row_cells(text: str, photograph: Drawing, rng: Rng, lost: frozenset[int] = frozenset()) -> tuple[np.ndarray, np.ndarray]:
    """Patches and truths of one row whose corners were marked as carelessly as people and finders do.

    Of a cell in `lost` nothing is seen. What is hidden of the others keeps its truth, so that probability spreads over
    all that may lie there.
    """
    cells = characters(text)
    left, right = int(rng.random() < 0.4), int(rng.random() < 0.3)
    corners = _extended(_jittered(photograph.points["corners"], len(cells), rng), len(cells), left, right)
    count = left + len(cells) + right
    row = strip(photograph.image, corners, count)
    seen = [truth(character, point=int(point)) for character, point in cells]
    truths = [NOTHING if n in lost else one for n, one in enumerate(seen)]
    return patches(row, count), np.stack([*[BESIDE] * left, *truths, *[BESIDE] * right])


def _extended(corners: np.ndarray, digits: int, left: int, right: int) -> Quad:
    """The row's outline with so many cells more at its ends: there is frame or wall, and no digit."""
    back = np.linalg.inv(to_rectangle(quad(corners), digits, 1)).astype(np.float64)
    x0, x1 = -0.5 - left, digits - 0.5 + right
    return quad(moved(((x0, -0.5), (x1, -0.5), (x1, 0.5), (x0, 0.5)), back))


def _jittered(corners: np.ndarray, digits: int, rng: Rng) -> np.ndarray:
    across, up = (corners[1] - corners[0]) / digits, corners[0] - corners[3]
    moved = corners.astype(float).copy()
    lean = float(np.dot(up, across) / np.dot(across, across))
    if rng.random() < 0.3:
        moved[:2] -= across * lean
    whole = rng.normal(0, 0.05, 2)
    for n in range(4):
        noise = whole + rng.normal(0, 0.04, 2)
        moved[n] += across * noise[0] + up * noise[1] * 0.7
    grow = rng.normal(0.02, 0.04)
    centre = moved.mean(0)
    return centre + (moved - centre) * (1 + grow)


def misplaced_cells(text: str, photograph: Drawing, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """Patches between two digits or half above them, which must not be read."""
    cells = characters(text)
    corners = photograph.points["corners"].astype(float)
    across, up = (corners[1] - corners[0]) / len(cells), corners[0] - corners[3]
    lit = [character not in " -_=" for character, _ in cells]
    if rng.random() < 0.5:
        shift, bad = across * rng.uniform(0.42, 0.58), [a and b for a, b in zip(lit, [*lit[1:], False], strict=True)]
    else:
        shift, bad = up * rng.choice([-1, 1]) * rng.uniform(0.4, 0.7), lit
    row = strip(photograph.image, quad(corners + shift), len(cells))
    return patches(row, len(cells))[bad], np.repeat(NOTHING[None], sum(bad), 0)


def print_patch(rng: Rng, fonts: Fonts) -> np.ndarray:
    """A patch of print or of nothing but stains: never a digit of strokes."""
    width, height = PATCH
    shade, ink = rng.uniform(20, 235, 2)
    picture = np.full((height, width), shade, np.float32)
    for cells in (2, 6, 20):
        grid = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        picture += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC) * rng.exponential(5)
    path = fonts.print[int(rng.integers(len(fonts.print)))] if fonts.print else None
    letter = str(rng.choice(list("AGKMNQRVWXYaekmvwxz#%&+@/")))
    tall = int(rng.integers(20, 46))
    mask = np.zeros((height, width), np.float32)
    drawn = lettering(letter, tall, path, bold=int(rng.integers(0, 3)), squeeze=float(rng.uniform(0.7, 1.4)))[:, :width]
    x, y = int(rng.integers(0, width - drawn.shape[1] + 1)), int(rng.integers(0, height - tall + 1))
    mask[y : y + tall, x : x + drawn.shape[1]] = drawn / 255
    picture = picture + (ink - shade) * mask
    return np.clip(cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.3, 1.5))), 0, 255).astype(np.uint8)


def draw_cells(rows: int, seed: int, fonts: Fonts) -> dict[str, np.ndarray]:
    """`images` `(n, 48, 40)`, `truths` `(n, 9)` and `spreads` `(n,)` of so many rows, a few cells misplaced or print.

    All rows are shown dark on light: the reader, too, decides for a row as a whole which way it is lit.
    """
    rng = np.random.default_rng(seed)
    images, truths, spreads = [], [], []
    for number in range(rows):
        text = any_text(rng)
        shot = row_photograph(text, rng, fonts)
        photograph = shot.drawing if shot.dark else replace(shot.drawing, image=255 - shot.drawing.image)
        parts = [row_cells(text, photograph, rng, shot.lost) for _ in range(LOOKS)]
        if rng.random() < 0.12:
            parts.append(misplaced_cells(text, photograph, rng))
        if rng.random() < 0.3:
            parts.append((print_patch(rng, fonts)[None], NOTHING[None]))
        images += [part[0] for part in parts]
        truths += [part[1] for part in parts]
        spreads.append(np.full(sum(len(part[0]) for part in parts), spread(parts[0][0])))
        if number % 1000 == 999:
            print(f"{number + 1} rows of {rows}", flush=True)
    return {"images": np.concatenate(images), "truths": np.concatenate(truths), "spreads": np.concatenate(spreads)}


def real_cells(folder: Path, rng: Rng, per_label: int, part: slice) -> dict[str, np.ndarray]:
    """Real crops of single digits, `LABEL/name`, laid into patches; `part` picks a stretch of each label's sorted files.

    All are dark on light. What row they came from is not known: a digit stands for its own row, a blank is weak beside any.
    """
    images, truths = [], []
    for label in sorted(folder.iterdir()):
        character = " " if label.name == "11" else str(int(label.name))
        files = sorted(label.iterdir())[part]
        for place in np.linspace(0, len(files) - 1, min(per_label, len(files))).astype(int):
            crop = cv2.imread(str(files[place]), cv2.IMREAD_GRAYSCALE)
            images.append(_laid(np.asarray(crop, np.uint8), rng))
            truths.append(truth(character, point=UNKNOWN))
    own, blank = np.stack(images).std((1, 2)), np.stack(truths)[:, 0] == GLYPHS.index(" ")
    spreads = own * rng.uniform(0.8, 1.3, len(own)) + blank * rng.uniform(10, 40, len(own))
    return {"images": np.stack(images), "truths": np.stack(truths), "spreads": spreads}


def _laid(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """A tight square crop in the middle of a patch, its border repeated around it."""
    width, height = PATCH
    wide, tall = round(25 * rng.uniform(0.85, 1.1)), round(37 * rng.uniform(0.92, 1.15))
    small = cv2.resize(crop, (wide, tall), interpolation=cv2.INTER_AREA)
    x, y = int((width - wide) / 2 + rng.normal(0, 1.5)), int((height - tall) / 2 + rng.normal(0, 1))
    x, y = int(np.clip(x, 0, width - wide)), int(np.clip(y, 0, height - tall))
    return cv2.copyMakeBorder(small, y, height - tall - y, x, width - wide - x, cv2.BORDER_REPLICATE)


def draw_scenes(count: int, seed: int, fonts: Fonts) -> dict[str, np.ndarray]:
    """So many scenes: `images`, and all their digits' `cells`, `kinds`, `points` with the number of their scene in `owner`."""
    rng = np.random.default_rng(seed)
    images, cells, kinds, points, owner = [], [], [], [], []
    for number in range(count):
        scene = any_scene(rng, fonts)
        images.append(scene.image)
        cells.append(scene.cells)
        kinds += [GLYPHS.index(character) if character in GLYPHS else OTHER for character in scene.characters]
        points.append(scene.points)
        owner += [number] * len(scene.characters)
        if number % 500 == 499:
            print(f"{number + 1} scenes of {count}", flush=True)
    return {
        "images": np.stack(images),
        "cells": np.concatenate(cells),
        "kinds": np.array(kinds),
        "points": np.concatenate(points),
        "owner": np.array(owner),
    }


def kept(file: Path, make: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The arrays in `file`, made and written there first where it does not exist yet."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, allow_pickle=False, **make())
    return dict(np.load(file))
