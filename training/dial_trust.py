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

Rng = np.random.Generator
Rows = list[tuple[tuple[float, ...], bool]]
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


def fitted(rows: Rows) -> np.ndarray:
    """Logistic weights, lightly held back."""
    signs = torch.tensor([row[0] for row in rows], dtype=torch.float64)
    right = torch.tensor([float(row[1]) for row in rows], dtype=torch.float64)
    weights = torch.zeros(signs.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        held = 1.0 * (weights[1:] ** 2).sum() / len(rows)
        value = torch.nn.functional.binary_cross_entropy_with_logits(signs @ weights, right) + held * 0.3
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach().numpy()


def report(name: str, rows: Rows) -> None:
    """Fits on even rows, measures on odd ones, then prints the weights of a fit on all."""
    tried, weights = rows[1::2], fitted(rows[::2])
    chance = 1 / (1 + np.exp(-np.array([row[0] for row in tried]) @ weights))
    right = np.array([row[1] for row in tried])
    print(f"{name}: n {len(rows)}, right {np.mean([row[1] for row in rows]):.1%}")
    for level in (0.5, 0.8, 0.9, 0.95):
        sure = chance >= level
        print(f"  at {level}: answered {sure.mean():.1%}, wrong {np.mean(~right[sure]) if sure.any() else 0:.2%}")
    print("  TRUST =", tuple(round(float(weight), 2) for weight in fitted(rows)), flush=True)


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
