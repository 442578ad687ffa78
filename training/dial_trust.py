"""How far a dial's reading may be trusted: two logistic models fitted on scenes in fonts and hands the networks never saw.

`python -m training.dial_trust SCENES` prints the weights of `TRUST` in `vision.displays.dial` and of `MARKED` and `NUMBERED` in
`vision.find.dial_trust`, and what they are worth on the half of the scenes that the fit did not use.
"""

import argparse
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np
import torch

from harimi.vision.displays import dial as reader
from harimi.vision.displays.dial_hand import apart
from harimi.vision.displays.dial_polar import angle_of, to_plane
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find import dial as finder
from harimi.vision.find import dial_trust as trust
from harimi.vision.find.dial_locate import locate, promising
from harimi.vision.find.dial_numbered import by_numerals
from harimi.vision.find.dial_takes import CLOSED, NARROW
from harimi.vision.geometry import moved, points, quad
from training.dial_batches import Scenes, hidden, load, misplaced, weathered
from training.trust import Rows, report

Rng = np.random.Generator
RIGHT = 0.02
"""Of the scale's span: what counts as right."""


def reader_rows(scenes: Scenes, rng: Rng) -> Rows:
    """Signs of a reading with the face known to within what a hand-drawn face is off, and whether it was right."""
    rows: Rows = []
    for places, kind, image in zip(scenes.places, scenes.kinds, scenes.images, strict=True):
        corners = quad(misplaced(rng, places[7:11], astray=False))
        there = kind != 2
        if there and rng.random() < 0.08:
            image, there = hidden(rng, image, places), False
        reading = reader.measure(weathered(rng, image), corners)
        truth = angle_of(moved(points(places[1:2]), to_plane(corners))[0])
        rows.append((reader.signs(reading), there and abs(apart(reader.best_angle(reading), truth)) < RIGHT * 270))
    return rows


def finder_rows(scenes: Scenes, rng: Rng) -> tuple[Rows, Rows]:
    """Signs of a find with nothing but the range known, and whether its value was right: first without numerals read, where
    panel meters have their own bound, then with them.
    """
    plain: Rows = []
    numbered: Rows = []
    for places, kind, image, ends in zip(scenes.places, scenes.kinds, scenes.images, scenes.ends, strict=True):
        if kind == 1:
            continue
        picture = weathered(rng, image) if rng.random() < 0.5 else image
        views = promising(picture, 1)
        if not views:
            continue
        found = locate(picture, views[0])
        low, high = (Decimal(str(round(float(end), 6))) for end in ends)
        pair = finder.pair_of(picture, views[0], found)
        best, other = by_numerals(picture, pair, (low, high))
        if best.numbers is None and pair[0] is pair[1]:
            continue
        if abs(best.placed.sweep) < NARROW and best.numbers is None:
            continue
        away = abs(best.share - true_share(places))
        away = min(away, 1 - away) if abs(best.placed.sweep) > CLOSED else away
        right = bool(kind == 0 and away < RIGHT)
        if best.numbers is None:
            plain.append((trust.marked_signs(found, best, other), right))
        else:
            numbered.append((trust.numbered_signs(found, best, other, best.numbers), right))
    return plain, numbered


def true_share(places: np.ndarray) -> float:
    """Where on the scale the tip really stands, from 0 to 1, on the nearer end where it is outside."""
    marks = tuple(ScalePoint(at=place, value=Decimal(k) / 4) for k, place in enumerate(points(places[2:7])))
    if np.hypot(*(places[2] - places[6])) < 1:
        marks = marks[:4]
    corners = quad(places[7:11])
    display = Dial(corners=corners, points=marks, wraps=Decimal(1) if len(marks) == 4 else None)
    return curve(display).at(angle_of(moved(points(places[1:2]), to_plane(corners))[0]))[0]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scenes", type=Path)
    parser.add_argument("--most", type=int, default=1200)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    kept = load([arguments.scenes / "kept-large.npz"])
    kept = kept.first(arguments.most)
    report("face known", reader_rows(kept, np.random.default_rng(11)))
    plain, numbered = finder_rows(kept, np.random.default_rng(12))
    report("range known, numerals not read", plain)
    report("range known, numerals read", numbered)


if __name__ == "__main__":
    main()
