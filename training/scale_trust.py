"""How far a reading of a straight scale may be trusted: a logistic model fitted on drawn scales.

`python -m training.scale_trust [COUNT]` prints the weights of `TRUST` in `vision.displays.scale` and what they are worth on
the half of the pictures that the fit did not use.
"""

import sys

import cv2
import numpy as np

from harimi.vision.decode.pointer import span
from harimi.vision.displays.scale import signs, value_at
from harimi.vision.displays.scale_strip import look
from training.scale_scenes import any_photograph
from training.trust import Rows, report

RIGHT = 0.02
"""Share of the scale within which a reading is right."""


def rows_of(count: int, shows: str, seed: int = 20_471) -> Rows:
    """The signs of many readings and whether each was right."""
    rng, rows = np.random.default_rng(seed), Rows()
    while len(rows) < count:
        seen = any_photograph(rng, shows=shows)
        strip = look(seen.image, seen.display.strip(), floats=shows == "float")
        if strip.places:
            off = abs(value_at(seen.display, strip.places[0].at) - seen.value)
            rows.append((signs(strip), off < RIGHT * span(seen.display)))
    return rows


def main() -> None:
    """The command line."""
    cv2.setNumThreads(1)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for shows in ("surface", "float"):
        report(shows, rows_of(count, shows))


if __name__ == "__main__":
    main()
