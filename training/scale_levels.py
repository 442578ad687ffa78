"""Trains the network that finds what stands beside a straight scale: surfaces of liquids, ends of bars, floats.

    python -m training.scale_levels CACHE FONTS [--views N] [--steps N] [--resume NETWORK]

It learns on drawn scales laid upright along those of their numerals that can be seen, as the finder lays them.
"""

import argparse
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch

from harimi.vision.find.scale_levels import distance, fed
from harimi.vision.find.scale_run import through
from harimi.vision.find.scale_view import View, lay
from harimi.vision.geometry import Image
from training.dial_numerals import cached
from training.dial_scenes import LARGE, fonts_in
from training.fit import Batch
from training.resume import resume
from training.scale_scenes import any_photograph
from training.segment_spots import SpotNet, taught, truth
from training.tape_scenes import any_tape_scene

Rng = np.random.Generator
NAME = "scale_levels"
SIZE = (192, 224)
"""Height and width of what is kept of a view."""
CELL = 8.0
"""Half the height of the box by which a level is told, pixels; a numeral has twice as many."""
Views = dict[str, np.ndarray]


def draw(count: int, seed: int, fonts: Sequence[Path]) -> Views:
    """Parts of views: colours (CIE Lab), what the photograph shows, distances, boxes `(n, 4, 2)` and kinds of the levels."""
    rng, kept = np.random.default_rng(seed), list[tuple[np.ndarray, ...]]()
    while len(kept) < count:
        part = _part(rng, fonts)
        if part is not None:
            kept.append(part)
    return dict(
        zip(("colours", "there", "away", "cells", "kinds"), (np.stack(each) for each in zip(*kept, strict=True)), strict=True)
    )


def _part(rng: Rng, fonts: Sequence[Path]) -> tuple[np.ndarray, ...] | None:
    if rng.random() < 0.65:
        scene = any_tape_scene(rng, fonts, int(rng.choice([120, 200, LARGE])))
        image, numerals, tall, level, floats = scene.image, scene.numerals, scene.tall, scene.level, scene.floats
    else:
        seen = any_photograph(rng, least=0.3)
        image, numerals, tall, level = seen.image, seen.numerals, seen.tall, seen.level
        floats = seen.display.shows == "float"
    view = _laid(rng, image, numerals, tall)
    if view is None:
        return None
    ends = np.array([_inside(view, end) for end in level])
    middle, rows = ends.mean(0), view.there.shape[0]
    if not (4 < middle[1] < rows - 4) or not view.there[int(middle[1]), int(np.clip(middle[0], 0, view.there.shape[1] - 1))]:
        return None
    return _window(rng, view, ends, floats)


def _laid(rng: Rng, image: Image, numerals: np.ndarray, tall: float) -> View | None:
    """The view along some of the numerals in the photograph, placed as well as they can be found."""
    size = np.array(image.shape[1::-1])
    seen = np.nonzero(((numerals > 0.3 * tall) & (numerals < size - 0.3 * tall)).all(1))[0]
    if len(seen) < 2 or tall < 6:
        return None
    if rng.random() < 0.4:
        first = int(rng.integers(0, len(seen) - 1))
        seen = seen[first : int(rng.integers(first + 2, len(seen) + 1))]
    at = numerals[seen] + rng.normal(0, 0.04 * tall, (len(seen), 2))
    run = through(at, seen, np.ones(len(seen)), (tall * float(rng.uniform(0.85, 1.15)), tall * float(rng.uniform(0.3, 1.2))))
    return None if run is None else lay(image, run)


def _inside(view: View, at: np.ndarray) -> np.ndarray:
    """A pixel of the photograph in the view."""
    run = view.lattice
    along, across = (at - run.origin) @ run.along, (at - run.origin) @ np.array([run.along[1], -run.along[0]])
    return np.array([view.column(float(across)), (float(along) - view.start[0]) * view.factor])


def _window(rng: Rng, view: View, ends: np.ndarray, floats: bool) -> tuple[np.ndarray, ...]:
    """A part of `SIZE` of the view that holds the level, and the box that tells where it is."""
    middle = ends.mean(0)
    top = round(middle[1] - rng.uniform(0.1, 0.9) * SIZE[0])
    left = round(float(np.clip(middle[0] - rng.uniform(0.2, 0.8) * SIZE[1], -8, max(-8, view.there.shape[1] - SIZE[1] + 8))))
    top = round(float(np.clip(top, -8, max(-8, view.there.shape[0] - SIZE[0] + 8))))
    shift = np.array([[1, 0, -left], [0, 1, -top]], np.float64)
    colours = cv2.warpAffine(view.colours, shift, SIZE[::-1], borderMode=cv2.BORDER_REPLICATE)
    there = cv2.warpAffine(view.there.astype(np.uint8), shift, SIZE[::-1])
    away = cv2.warpAffine(np.ascontiguousarray(distance(view)), shift, SIZE[::-1], borderMode=cv2.BORDER_REPLICATE)
    ends = ends[np.argsort(ends[:, 0])] - (left, top)
    right = (ends[1] - ends[0]) / 2
    up = CELL * np.array([right[1], -right[0]]) / max(float(np.hypot(*right)), 1e-6)
    cell = ends.mean(0) + np.array([up - right, up + right, right - up, -up - right])
    return colours, there, away, cell, np.array(int(floats))


def batches(views: Views, rng: Rng, size: int = 12) -> Iterator[Batch]:
    """Endless batches of views, mirrored and turned over at random, and what the network should answer."""
    while True:
        picked = rng.integers(0, len(views["colours"]), size)
        yield _batch(views, [(int(n), bool(rng.random() < 0.5), bool(rng.random() < 0.5)) for n in picked])


def _batch(views: Views, picked: list[tuple[int, bool, bool]]) -> Batch:
    samples = [_sample(views, *each) for each in picked]
    return tuple(torch.from_numpy(np.stack(part)) for part in zip(*samples, strict=True))


def _sample(views: Views, n: int, mirrored: bool, over: bool) -> tuple[np.ndarray, ...]:
    way = (slice(None, None, -1 if over else 1), slice(None, None, -1 if mirrored else 1))
    colours, there, away = (np.ascontiguousarray(views[name][n][way]) for name in ("colours", "there", "away"))
    cell = views["cells"][n].copy()
    if mirrored:
        cell[:, 0] = SIZE[1] - 1 - cell[:, 0]
        cell = cell[[1, 0, 3, 2]]
    if over:
        cell[:, 1] = SIZE[0] - 1 - cell[:, 1]
        cell = cell[[3, 2, 1, 0]]
    told = truth(cell[None], np.array([True]), views["kinds"][n][None], np.array([0]), SIZE)
    return fed(colours, there > 0, away), *told


def judge(model: torch.nn.Module, views: Views) -> dict[str, float]:
    """Of views with one level each: how often the surest finding is on it, how far off its row is (pixels), and kinds right."""
    hits, rows, kinds = list[bool](), list[float](), list[bool]()
    for n in range(len(views["colours"])):
        picture, *_ = _batch(views, [(n, False, False)])
        with torch.no_grad():
            heat, shape, kind, _ = (part[0] for part in model(picture))
        best = int(heat[0].argmax())
        y, x = divmod(best, heat.shape[-1])
        at = np.array([x, y]) * 4 + 1.5 + shape[:2, y, x].numpy() * 16
        off = at - views["cells"][n].mean(0)
        hits.append(bool(abs(off[1]) < 3 and abs(off[0]) < 16))
        rows.append(abs(float(off[1])))
        kinds.append(int(kind[:, y, x].argmax()) == int(views["kinds"][n]))
    good = np.array(hits)
    return {
        "found": good.mean(),
        "rows off": float(np.mean(np.array(rows)[good])),
        "kinds": float(np.mean(np.array(kinds)[good])),
    }


def main() -> None:
    """Draws what is missing, trains, exports, and says what the network does beside fonts it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("cache", type=Path)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--views", type=int, default=3000)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--resume", help="the network to go on from")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    fonts, unseen = fonts_in(arguments.fonts), fonts_in(arguments.fonts, kept=True)
    test = cached(arguments.cache / "levels-kept.npz", partial(draw, 200, 99, unseen))
    parts = [cached(arguments.cache / f"levels{n:02}.npz", partial(draw, 500, n, fonts)) for n in range(arguments.views // 500)]
    views = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    torch.manual_seed(0)
    model = SpotNet(channels=6)
    print(f"{len(views['colours'])} views", flush=True)
    crops = batches(views, np.random.default_rng(arguments.steps))
    if arguments.resume:
        resume(model, arguments.resume, next(crops)[0])
    model = taught(model, crops, NAME, steps=arguments.steps, rate=arguments.rate)
    print(f"unseen fonts: {judge(model, test)}", flush=True)


if __name__ == "__main__":
    main()
