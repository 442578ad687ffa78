"""What a fixed camera's counter is read as, with a face that was marked once: right, published, wrong, by condition.

    python -m training.faced --digits FOLDER --table CSV [--photos 300] [--fit]

Each condition has counters rendered in fonts that no training uses, and under "plain" and "small" also counters put together
from photographed digits of meters that no network has seen. A reading is right where it is the value or, of a lowest wheel
between two figures, either of the two. Prints the shares with their 95 % bounds, and by confidence how many were right.
`--fit` reads counters in other fonts and of other meters instead, and prints what `DOUBT` in `vision.decode.counter` should be.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from harimi.vision.decode.counter import DOUBT
from harimi.vision.decode.judge import judge
from harimi.vision.decode.verdict import PUBLISH
from harimi.vision.displays.drums import read_drums
from harimi.vision.face import Face
from training.bench.measure import bounds
from training.drum_digits import Crop, by_meter, crops
from training.faced_scenes import CONDITIONS, Faced, assembled, drawn, new_fonts, new_meters

SEED = 20_261_124
LEVELS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
REAL = ("plain", "small")
UNUSUAL = "from above"
"""Few meters have such drums: confidence is not fitted on them."""


@dataclass(frozen=True)
class Outcome:
    """One photograph: the group that it is counted in, its height in pixels, how sure the reading was, whether it was right."""

    group: str
    height: float
    confidence: float
    right: bool
    wheels: int
    seconds: float


def faced(
    meters: list[list[Crop]], count: int, conditions: tuple[str, ...], *, fit: bool = False
) -> Iterator[tuple[str, Faced]]:
    """The photographs with the group of each, `count` of a group, always the same ones; with `fit` those of the other half."""
    fonts, seed = new_fonts(fit=fit), SEED + fit
    for number, condition in enumerate(CONDITIONS):
        if condition in conditions:
            yield from ((condition, drawn(np.random.default_rng([seed, number, n]), condition, fonts)) for n in range(count))
    for number, condition in enumerate(REAL):
        if condition in conditions:
            rngs = (np.random.default_rng([seed, 50 + number, n]) for n in range(count))
            made = (assembled(rng, condition, meters[n % len(meters)]) for n, rng in enumerate(rngs))
            yield from ((f"photographed, {condition}", one) for one in made if one is not None)


def outcome(group: str, photo: Faced) -> Outcome:
    """What the reader makes of one photograph."""
    start = time.perf_counter()
    sight = read_drums(photo.image, photo.display)
    verdict = judge(Face(size=photo.image.shape[1::-1], displays=(photo.display,)), (sight,))
    seconds = time.perf_counter() - start
    right = verdict.value is not None and photo.right(float(verdict.value))
    return Outcome(group, photo.height, verdict.confidence, right, photo.display.digits, seconds)


def line(name: str, part: list[Outcome]) -> str:
    """The figures of one group."""
    kept = [one for one in part if one.confidence >= PUBLISH]
    shares = []
    for hits, n in (
        (sum(one.right for one in part), len(part)),
        (len(kept), len(part)),
        (sum(not one.right for one in kept), len(kept)),
    ):
        low, high = bounds(hits, n)
        shares.append(f"{100 * hits / max(n, 1):5.1f} % ({100 * low:.1f} to {100 * high:.1f})")
    right, published, wrong = shares
    return f"{name:24s} n {len(part):5d}  right {right}  published {published}  wrong of these {wrong}"


def doubt(found: list[Outcome]) -> float:
    """The `DOUBT` under which these outcomes would have been said with the right confidence."""
    said = np.log(np.clip([1 - one.confidence for one in found], 1e-9, 1 - 1e-9)) / DOUBT
    right = np.array([one.right for one in found])

    def surprise(power: float) -> float:
        return -float(np.where(right, np.log1p(-np.exp(power * said)), power * said).mean())

    return float(min(np.arange(0.5, 2.5, 0.01), key=surprise))


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--only", nargs="*", default=CONDITIONS)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    meters = new_meters(by_meter(crops(options.digits, options.table), held_back=True), fit=options.fit)
    photos = faced(meters, options.photos, tuple(options.only), fit=options.fit)
    found = [outcome(group, photo) for group, photo in photos]
    for group in dict.fromkeys(one.group for one in found):
        print(line(group, [one for one in found if one.group == group]))
    print(line("rendered, as usual", [one for one in found if one.group in CONDITIONS and one.group != UNUSUAL]))
    print(line("all", found))
    for low, high in pairwise(LEVELS):
        part = [one for one in found if low <= one.confidence < high + (high == 1.0)]
        right = sum(one.right for one in part) / max(1, len(part))
        print(f"confidence {low:.3f} to {high:.3f}: {len(part):5d} counters, right {right:.4f}")
    if options.fit:
        usual = [one for one in found if one.group != UNUSUAL]
        print(f"DOUBT = {doubt(usual):.2f}, without {UNUSUAL!r}")
    print(f"{1000 * sum(one.seconds for one in found) / sum(one.wheels for one in found):.2f} ms a wheel")


if __name__ == "__main__":
    main()
