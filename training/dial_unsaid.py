"""How far a dial is to be trusted of which nobody said the range: a logistic model fitted on drawn photographs.

`python -m training.dial_unsaid [COUNT]` prints the weights of `UNSAID` in `vision.find.dial_range_trust`, and what they are
worth on the half of the dials that the fit did not use. It needs no scenes: dials are drawn as the benchmark's are, from other
seeds.
"""

import sys
from collections.abc import Iterator
from multiprocessing import Pool

import cv2
import numpy as np

from harimi.simulate import dial, dial_styles
from harimi.simulate.camera import any_lens, any_light, any_pose, photograph
from harimi.simulate.dial import DialStyle
from harimi.simulate.drawing import Drawing
from harimi.vision.find.dial import pair_of
from harimi.vision.find.dial_locate import locate, promising
from harimi.vision.find.dial_own_range import by_own_range
from harimi.vision.find.dial_range_trust import unsaid_signs
from harimi.vision.geometry import Image
from training.trust import Rows, report

SEED, WALL = 88_301, 0.3
HARSH = (0.15, 0.4, 0.4, 0.6)
"""From a well-lit room to a bad cellar; the benchmark's are 0.4."""
RIGHT = 0.05
"""Of the scale's span: what counts as right, more than where the range is known."""


def main() -> None:
    """The command line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    report("nobody said the range", rows(count))


def rows(count: int) -> Rows:
    """The signs of those of so many dials that were given a range, and whether the value was right."""
    with Pool() as pool:
        return [row for row in pool.imap(_row, range(count), chunksize=16) if row is not None]


def _row(n: int) -> tuple[tuple[float, ...], bool] | None:
    cv2.setNumThreads(1)
    rng = np.random.default_rng([SEED, n])
    style = dial_styles.any_style(rng)
    value = dial_styles.any_value(rng, style)
    found = _signs(_photographed(dial.draw_dial(value, style), rng))
    if found is None:
        return None
    signs, read = found
    return signs, any(abs(read - shown) < RIGHT * span for shown, span in _shown(style, value))


def _shown(style: DialStyle, value: float) -> Iterator[tuple[float, float]]:
    """What the pointer shows on each of the dial's scales, and how long that is; even scales share the angle.

    Which of two scales is meant nobody said; a reading that is right on one of them, and says on which, is right.
    """
    angle = style.scale.angle(value)
    for scale in style.scales:
        share = (value - scale.low) / (scale.high - scale.low) if scale is style.scale else (angle - scale.start) / scale.sweep
        yield scale.low + (scale.high - scale.low) * float(np.clip(share, 0, 1)), abs(scale.high - scale.low)


def _signs(image: Image) -> tuple[tuple[float, ...], float] | None:
    views = promising(image, 1)
    if not views:
        return None
    found = locate(image, views[0])
    pair = pair_of(image, views[0], found)
    told = by_own_range(image, pair)
    if told is None:
        return None
    low, high = (float(end) for end in told.known[0].ends)
    return unsaid_signs(found, told), low + told.best.share * (high - low)


def _photographed(drawn: Drawing, rng: np.random.Generator) -> Image:
    """The dial in front of a plain wall, photographed."""
    height, width = drawn.image.shape[:2]
    margin = int(WALL * max(height, width))
    wall = np.full((height + 2 * margin, width + 2 * margin, 3), rng.integers(60, 220), np.uint8)
    scene = Drawing(wall, {}).pasted(drawn, (margin, margin))
    harsh = float(rng.choice(HARSH))
    return photograph(scene, rng, any_pose(rng), any_light(rng, harsh), any_lens(rng, harsh)).image


if __name__ == "__main__":
    main()
