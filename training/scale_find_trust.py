"""How far a scale that was found may be trusted: a logistic model fitted on drawn scales in fonts the networks never saw.

`python -m training.scale_find_trust FONTS [--scenes N]` prints the weights of `TRUST` in `vision.find.scale_trust`, and what
they are worth on the half of the scenes that the fit did not use.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np

from harimi.vision.find.proposal import Declared
from harimi.vision.find.scale_trust import signs
from harimi.vision.find.scales import display_of, laid, read_near, standing
from harimi.vision.geometry import Image
from training.dial_scenes import fonts_in
from training.scale_scenes import any_photograph
from training.tape_scenes import any_tape_scene
from training.trust import Rows, report

Rng = np.random.Generator
RIGHT = 0.2
"""Of the step from numeral to numeral: what counts as right."""


@dataclass(frozen=True)
class Case:
    """A photograph of one scale, what its owner says of it, the value and the step from numeral to numeral."""

    image: Image
    declared: Declared
    value: float
    step: float


def any_case(rng: Rng, fonts: Sequence[Path]) -> Case:
    """A tape beside a tube, at the size of a part of a photograph or of a whole one, or a tube with its own scale.

    One owner in three declares the range.
    """
    if rng.random() < 0.7:
        scene = any_tape_scene(rng, fonts, int(rng.choice([120, 200, 384])))
        image, value, step = scene.image, scene.value, abs(scene.step)
        ends = sorted(float(text) for text in (scene.texts[0], scene.texts[-1]))
    else:
        seen = any_photograph(rng, least=0.3)
        image, value, step = seen.image, seen.value, seen.step
        ends = sorted(float(point.value) for point in (seen.display.points[0], seen.display.points[-1]))
    told = (Decimal(str(ends[0])), Decimal(str(ends[1]))) if rng.random() < 0.3 else None
    return Case(image, Declared(kind="scale", range=told), value, step)


def rows_of(count: int, fonts: Sequence[Path], seed: int = 30_417) -> Rows:
    """The signs of what was seen beside the scales of so many scenes, and whether each is the level and was read right."""
    rng, rows = np.random.default_rng(seed), Rows()
    for _ in range(count):
        case = any_case(rng, fonts)
        view = laid(case.image, case.declared)
        if view is None:
            continue
        levels = standing(view, case.declared)
        for n, level in enumerate(levels):
            _, hand = read_near(case.image, view, level, display_of(view, level))
            if hand.modes:
                off = abs(hand.modes[0].value - case.value)
                rows.append((signs(view, levels, n, hand.modes[0]), off < RIGHT * case.step))
    return rows


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--scenes", type=int, default=1500)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    report(f"levels in {arguments.scenes} scenes", rows_of(arguments.scenes, fonts_in(arguments.fonts, kept=True)))


if __name__ == "__main__":
    main()
