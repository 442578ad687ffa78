"""How far a row of digits that was moved may be trusted: a logistic model fitted on scenes in typefaces no network saw.

`python -m training.segment_trust` draws the scenes, finds and reads them, prints the weights of `TRUST` in
`vision.find.segment_trust`, and what they are worth on scenes that the fit did not use.
"""

import argparse
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import torch

from harimi.simulate.drawing import Drawing
from harimi.vision.decode.number import decode_number
from harimi.vision.decode.verdict import PUBLISH
from harimi.vision.face import Segments
from harimi.vision.find import segments as finder
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image
from harimi.vision.observation import Sight
from training.segment_clutter import Fonts
from training.segment_data import held_back
from training.segment_scenes import any_text, scene_photograph
from training.trust import fitted

Rng = np.random.Generator
SIZE = (640, 512)
"""Width and height of the photographs."""
LEAST = 12
"""Pixels; lower digits are not read."""


@dataclass(frozen=True)
class Case:
    """A grey photograph of one display, what its owner says of it, and what it shows."""

    image: Image
    declared: Declared
    truth: Decimal


def any_case(rng: Rng, fonts: Fonts) -> Case:
    """One whole display amid clutter; half of the owners declare the digits, half the decimals."""
    while True:
        text = any_text(rng, letters=0)
        seen, shown = scene_photograph({"m": text}, rng, fonts, SIZE)
        if shown and _whole(seen):
            whole, _, places = text.partition(".")
            declared = Declared(
                kind="segments",
                digits=len(whole + places) if rng.random() < 0.5 else None,
                decimals=len(places) if rng.random() < 0.5 else None,
            )
            return Case(np.asarray(cv2.cvtColor(seen.image, cv2.COLOR_BGR2GRAY), np.uint8), declared, Decimal(text.strip()))


def _whole(seen: Drawing) -> bool:
    """Whether the row lies in the photograph with all its digits, each high enough to be found."""
    corners = seen.points["mcorners"]
    tall = float(np.linalg.norm(corners[0] - corners[3]))
    return bool((corners > 0).all() and (corners < SIZE).all() and tall > LEAST)


@dataclass(frozen=True)
class Read:
    """A row that was found: its signs, if its outline was moved, its cells' own confidence, and whether its value is right."""

    signs: tuple[float, ...] | None
    confidence: float
    right: bool


def read(case: Case) -> Read | None:
    """The best row of the photograph; None where none shows a number."""
    seen: dict[int, tuple[float, ...]] = {}

    def listen(sight: Sight, shown: tuple[float, ...]) -> Sight:
        seen[id(sight)] = shown
        return sight

    with patch.object(finder, "trusted", listen):
        proposals = finder.find_segments(case.image, case.declared)
    best = proposals[0] if proposals else None
    if best is None or best.sight is None or not isinstance(best.display, Segments):
        return None
    rivals = decode_number(best.display, best.sight)
    return Read(seen.get(id(best.sight)), rivals[0].probability, rivals[0].value == case.truth) if rivals else None


def report(rows: list[Read]) -> None:
    """By four fits, each on three quarters of the rows, how often confidences of each size are right; then fits on all."""
    alone, right = np.array([row.confidence for row in rows]), np.array([row.right for row in rows])
    folds = [_weights([row for n, row in enumerate(rows) if n % 4 != fold]) for fold in range(4)]
    trust = np.array([_trust(row, folds[n % 4]) for n, row in enumerate(rows)])
    for name, confidence in (("cells alone", alone), ("with trust", np.minimum(alone, trust))):
        print(f"{name}: {len(rows)} rows, {right.mean():.1%} right")
        for low, high in pairwise((0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 1.01)):
            inside = (confidence >= low) & (confidence < high)
            said, true = (part[inside].mean() if inside.any() else float("nan") for part in (confidence, right))
            print(f"  {low:.2f} to {min(high, 1):.2f}: {inside.sum()} rows, said {said:.1%}, right {true:.1%}")
        sure = confidence >= PUBLISH
        print(f"  published {sure.mean():.1%}, wrong {np.sum(~right[sure])} of {sure.sum()}")
    print("TRUST =", tuple(round(float(weight), 2) for weight in _weights(rows)))


def _weights(rows: list[Read]) -> np.ndarray:
    return fitted([(row.signs, row.right) for row in rows if row.signs is not None])


def _trust(row: Read, weights: np.ndarray) -> float:
    return 1.0 if row.signs is None else float(1 / (1 + np.exp(-np.dot(row.signs, weights))))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype"))
    parser.add_argument("--scenes", type=int, default=600)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    rng, fonts = np.random.default_rng(502), held_back(arguments.fonts)
    found = (read(any_case(rng, fonts)) for _ in range(arguments.scenes))
    report([row for row in found if row is not None])


if __name__ == "__main__":
    main()
