"""How much each difference of a flag from what is known of it counts: a logistic model, fitted on drawn flags and switches.

`python -m training.flag_trust [COUNT]` prints the `WEIGHTS` in `vision.displays.flag`, and what they are worth on the
half of the flags that the fit did not use.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from harimi.simulate.camera import any_lens, any_light, any_pose, photograph
from harimi.simulate.flags import SIDE, any_flag, draw_flag
from harimi.vision.displays.flag import differences
from harimi.vision.displays.lamp_look import kept, taken
from harimi.vision.geometry import Image, quad
from harimi.vision.indicators import Flag, Look
from harimi.vision.quality import colourless
from training.lamp_scenes import DRIFTED, MISMARKED
from training.lamp_trust import LEVELS
from training.trust import Rows, fitted

HARSH = 0.4


@dataclass(frozen=True)
class Seen:
    """A photograph (BGR) of a flag that its face knows, and the state that it is in."""

    image: Image
    display: Flag
    state: int


def any_photograph(rng: np.random.Generator) -> Seen:
    """A flag of 8 to 96 pixels, each state of which was photographed before, each time in other light."""
    style = any_flag(rng)
    ways = len(style.paints)
    pose, factor = any_pose(rng, tilt=12, roll=4), float(np.exp(rng.uniform(np.log(0.08), 0)))
    marks = rng.normal(0, MISMARKED / 2 * SIDE * factor, (4, 2))
    state = int(rng.integers(ways))
    looks = []
    for n in (*range(ways), state):
        size = (round(3 * SIDE * factor),) * 2
        seen = photograph(draw_flag(style, n), rng, pose, any_light(rng, HARSH), any_lens(rng, HARSH), size)
        corners = quad(seen.points["flag"] + marks + rng.normal(0, DRIFTED, 2))
        looks.append((seen.image, Flag(corners=corners, ways=ways)))
    known = tuple(Look(state=n, pixels=kept(taken(*looks[n]))) for n in range(ways))
    return Seen(looks[-1][0], looks[-1][1].model_copy(update={"looks": known}), state)


def flags(count: int, seed: int = 40_127) -> Iterator[tuple[np.ndarray, int]]:
    """How far each flag is today from what is known of each of its states, `(states, 3)`, and the state that it is in."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        seen = any_photograph(rng)
        yield differences(seen.display, taken(seen.image, seen.display), colourless(seen.image)), seen.state


def weights(found: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """What each difference counts: a conditional logistic model, which knows nothing of the order of states."""
    rows: Rows = []
    for apart, state in found:
        for wrong in set(range(len(apart))) - {state}:
            nearer = apart[wrong] - apart[state]
            rows += [((0.0, *nearer), True), ((0.0, *-nearer), False)]
    return fitted(rows)[1:]


def main() -> None:
    """The command line."""
    cv2.setNumThreads(1)
    found = list(flags(int(sys.argv[1]) if len(sys.argv) > 1 else 4000))
    weighed = weights(found[::2])
    logs = [-apart @ weighed for apart, _ in found[1::2]]
    shares = [np.exp(one - one.max()) / np.exp(one - one.max()).sum() for one in logs]
    right = np.array([int(share.argmax()) == state for share, (_, state) in zip(shares, found[1::2], strict=True)])
    sure = np.array([float(share.max()) for share in shares])
    print(f"flags: n {len(found)}, right {right.mean():.2%}")
    for level in LEVELS:
        print(f"  at {level}: answered {(sure >= level).mean():.1%}, wrong {np.mean(~right[sure >= level]):.2%}")
    print("  WEIGHTS =", tuple(round(float(weight), 2) for weight in weights(found)))


if __name__ == "__main__":
    main()
