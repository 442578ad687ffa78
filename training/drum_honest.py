"""How honest the confidence of a photographed counter is, end to end: found, read and decoded.

    python -m training.drum_honest --digits FOLDER --table CSV [--photos 400]

The photographs (`training.drum_photos`) are drawn in held-back fonts or put together from digits of held-back meters. They
are harder than what people send: wheels of 9 pixels, print in frames all around. Prints, by confidence, how many were right.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.camera import encode
from harimi.vision.find.proposal import Declared
from harimi.vision.read import read
from training import drum_cache
from training.drum_patches import Source
from training.drum_photos import Photo, photo

Rng = np.random.Generator
SEED = 31
HARSH = (0.15, 0.7)
"""Good photographs and bad ones, by turns."""
ROLL = 1.3
"""Lowest units; a reading so near to the value differs by no more than the roll of the lowest wheel."""
LEVELS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.97, 1.0)


def outcomes(source: Source, count: int) -> np.ndarray:
    """`(n, 2)`: confidence, and 1 where the value was the counter's."""
    rng, found = np.random.default_rng(SEED), []
    for n in range(count):
        picture = photo(rng, source, HARSH[n % 2])
        digits = len(picture.cells) or int(rng.integers(4, 9))
        seen = read(encode(picture.image, 95).tobytes(), declared=Declared("drums", digits=digits, decimals=0))
        found.append((seen.confidence, seen.value is not None and _right(picture, float(seen.value), digits)))
    return np.array(found, float)


def _right(picture: Photo, value: float, digits: int) -> bool:
    if picture.value is None:
        return False
    return abs((value - picture.value + 10**digits / 2) % 10**digits - 10**digits / 2) < ROLL


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--photos", type=int, default=400)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    found = outcomes(drum_cache.source(options.digits, options.table, held_back=True), options.photos)
    for low, high in pairwise(LEVELS):
        part = found[(found[:, 0] >= low) & (found[:, 0] < high + (high == 1.0))]
        print(
            f"confidence {low:.2f} to {high:.2f}: {len(part):4d} photographs, right {part[:, 1].mean() if len(part) else 0:.3f}"
        )
    kept = found[found[:, 0] >= 0.9]
    print(f"right {found[:, 1].mean():.3f}, published {len(kept) / len(found):.3f}, wrong of these {1 - kept[:, 1].mean():.3f}")


if __name__ == "__main__":
    main()
