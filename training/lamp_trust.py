"""How sure a lamp's state is: logistic models fitted on drawn panels, one for each choice of looks that a face may keep.

`python -m training.lamp_trust [COUNT]` prints the weights of `TRUST` in `vision.displays.lamp`, and what they are worth on the
half of the lamps that the fit did not use.
"""

import sys
from collections.abc import Iterator
from itertools import product

import cv2
import numpy as np

from harimi.simulate.lamp_styles import COLOURS, any_panel
from harimi.simulate.lamps import Shown
from harimi.vision.displays import lamp_look
from harimi.vision.displays.lamp import signs
from harimi.vision.displays.lamp_look import Measured
from training.lamp_scenes import any_camera, any_states, marked, taken
from training.trust import Rows, fitted

LEVELS = (0.9, 0.95, 0.99)
Looks = dict[bool, Measured]


def lamps(count: int, seed: int = 30_911) -> Iterator[tuple[Looks, Measured, bool]]:
    """What is known of a lamp by up to two earlier photographs, what is seen of it now, and whether it is lit."""
    rng, made = np.random.default_rng(seed), 0
    while made < count:
        lights: tuple[tuple[Shown, ...], ...] = tuple((COLOURS[int(rng.integers(len(COLOURS)))],) for _ in range(3))
        style = any_panel(rng, lights)
        camera = any_camera(rng, style)
        shots = [(shown, taken(style, shown, camera, rng)) for shown in (any_states(rng, lights) for _ in range(3))]
        for n in range(len(lights)):
            seen = [
                (shown[n] != "off", lamp_look.measured(lamp_look.taken(shot.image, marked(shot, camera, n, ("any",), rng))))
                for shown, shot in shots
            ]
            yield dict(seen[:-1]), seen[-1][1], seen[-1][0]
            made += 1


def rows_of(found: list[tuple[Looks, Measured, bool]], off: bool, lit: bool) -> Rows:
    """Signs of all lamps of which these looks are known."""
    return [
        (signs(now, looks[False] if off else None, looks[True] if lit else None), truth)
        for looks, now, truth in found
        if (not off or False in looks) and (not lit or True in looks)
    ]


def main() -> None:
    """The command line."""
    cv2.setNumThreads(1)
    found = list(lamps(int(sys.argv[1]) if len(sys.argv) > 1 else 6000))
    for off, lit in product((False, True), repeat=2):
        rows = rows_of(found, off, lit)
        tried, weights = rows[1::2], fitted(rows[::2])
        chance = 1 / (1 + np.exp(-np.array([row[0] for row in tried]) @ weights))
        right = (chance > 0.5) == np.array([row[1] for row in tried])
        sure = np.maximum(chance, 1 - chance)
        print(f"off known {off}, lit known {lit}: n {len(rows)}, right {right.mean():.2%}")
        for level in LEVELS:
            told = sure >= level
            print(f"  at {level}: answered {told.mean():.1%}, wrong {np.mean(~right[told]):.2%}")
        print(f"    ({off}, {lit}): {tuple(round(float(weight), 2) for weight in fitted(rows))},", flush=True)


if __name__ == "__main__":
    main()
