"""How far a reading of a dial that wraps may be trusted: a logistic model fitted on fonts and hands the network never saw.

`python -m training.sub_dial_trust FONTS [COUNT]` prints the weights of `TRUST` in `vision.displays.sub_dial` and what they are
worth on the half of the pictures that the fit did not use.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch

from harimi.vision.displays.dial_hand import apart
from harimi.vision.displays.sub_dial import measure, signs
from training.dial_scenes import fonts_in
from training.sub_dial_scenes import any_photograph
from training.trust import Rows, report

RIGHT = 7.2
"""Degrees, a fifth of a division: what counts as right."""


def rows_of(count: int, fonts: Sequence[Path], seed: int = 4711) -> Rows:
    """The signs of many readings and whether each was right; where nobody could read the hand, luck is no right."""
    rng = np.random.default_rng(seed)
    rows: Rows = []
    for _ in range(count):
        seen = any_photograph(rng, fonts, kept=True)
        turn = measure(seen.image, seen.corners)
        rows.append((signs(turn), seen.legible and abs(apart(turn.hands[0].angle, seen.angle)) < RIGHT))
    return rows


def main() -> None:
    """The command line."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 6000
    report("dials that wrap", rows_of(count, fonts_in(Path(sys.argv[1]), kept=True)))


if __name__ == "__main__":
    main()
