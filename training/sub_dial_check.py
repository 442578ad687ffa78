"""How cut-out sub-dials are read, plain and under reflections: `python -m training.sub_dial_check METERS`.

METERS holds `subdial.csv` and its crops, which are for measuring only. Errors are in divisions, round the circle; gross is more
than half a division.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from harimi.vision.displays.readers import read_display
from harimi.vision.geometry import Image
from harimi.vision.observation import Hand
from harimi.vision.photo import open_photo
from training.bench.cases import real
from training.bench.measure import bounds

Rng = np.random.Generator
GROSS = 0.5


def under_a_lamp(rng: Rng, image: Image) -> Image:
    """The crop with one burnt-out spot on it, an eighth to two fifths of its width across, anywhere but at the edge."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.float32)
    x, y = rng.uniform(0.15, 0.85, 2) * (width, height)
    wide, tall = rng.uniform(0.06, 0.2, 2) * width
    half = (max(1, int(wide)), max(1, int(tall)))
    cv2.ellipse(mask, (int(x), int(y)), half, float(rng.uniform(0, 180)), 0, 360, 1.0, -1, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.02 * width))
    return np.clip(image + mask[..., None] * 400, 0, 255).astype(np.uint8)


def readings(meters: Path, *, glare: bool) -> Iterator[tuple[float, float]]:
    """The error and the probability of each crop's best value."""
    rng = np.random.default_rng(5)
    for case in real(meters):
        if case.face is None or not case.group.startswith("subdial"):
            continue
        image = open_photo(case.photo()).image
        sight = read_display(under_a_lamp(rng, image) if glare else image, case.face.displays[0])
        (hand,) = sight.elements
        assert isinstance(hand, Hand)
        best = hand.modes[0]
        yield abs((best.value - float(case.truth) + 5) % 10 - 5), best.probability


def said(name: str, rows: list[tuple[float, float]]) -> str:
    """The figures of one set of crops."""
    error, chance = np.array(rows).T
    order = np.argsort(-chance)
    gross = np.mean(error > GROSS)
    lines = [f"{name}: n {len(rows)}, mean error {error.mean():.3f}, median {np.median(error):.3f}, gross {gross:.2%}"]
    for share in (0.8, 0.9, 0.95):
        first = error[order[: int(share * len(order))]]
        wrong = int((first > GROSS).sum())
        most = bounds(wrong, len(first))[1]
        lines.append(f"  surest {share:.0%}: gross {wrong} (at most {most:.2%}), mean error {first.mean():.3f}")
    for level in (0.5, 0.9):
        sure = error[chance >= level]
        shares = f"of all gross {(sure > GROSS).sum() / len(rows):.2%}, of these off by 0.2 {np.mean(sure > 0.2):.2%}"
        lines.append(f"  probability from {level}: {len(sure) / len(rows):.1%}, {shares}")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    cv2.setNumThreads(1)
    for name, glare in (("as they are", False), ("under a reflection", True)):
        print(said(name, list(readings(Path(sys.argv[1]), glare=glare))))


if __name__ == "__main__":
    main()
