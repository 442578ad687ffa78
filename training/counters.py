"""How honest the confidence of whole counters is: put together from real digits of meters that training never sees.

    python -m training.counters --digits FOLDER --table CSV

Each trial takes one held-back meter, a value, and for each wheel a photographed digit at the phase which the gears give it.
What the wheel network says of them is decoded as one counter. Prints, by confidence, how many were right.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np

from harimi.simulate.drums import wheel_phases
from harimi.vision import models
from harimi.vision.decode.counter import decode_counter, places_of
from harimi.vision.displays.drums import MODEL, averaged
from harimi.vision.face import Drums
from harimi.vision.geometry import quad
from harimi.vision.observation import Alternative, Sight, Wheel
from training.drum_check import looks, off_by
from training.drum_digits import by_meter, crops

Rng = np.random.Generator
SEED = 0
NEAR = 0.16
"""Digits; how far a photographed digit's label may be from the phase it stands for."""
MOST = 400
LEVELS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.97, 1.0)
_SQUARE = quad([[0, 0], [1, 0], [1, 1], [0, 1]])
Seen = tuple[np.ndarray, tuple[Wheel, ...]]


def seen(folder: Path, table: Path) -> list[Seen]:
    """For each held-back meter its digits' true phases and what the network says of them."""
    groups = by_meter(crops(folder, table), held_back=True)
    return [(np.array([crop.phase for crop in group[:MOST]]), _wheels(looks(group[:MOST]))) for group in groups.values()]


def _wheels(pixels: np.ndarray) -> tuple[Wheel, ...]:
    answers = [models.run(MODEL, look.astype(np.float32)) for look in pixels]
    reading = averaged(*(np.stack(part) for part in zip(*answers, strict=True)))
    return tuple(Wheel(_SQUARE, tuple(p), float(q)) for p, q in zip(reading.ways[0], reading.legible, strict=True))


def counter(meter: Seen, value: float, digits: int, rng: Rng) -> Alternative | None:
    """The best reading of a counter at `value`; None where the meter has no digit at a phase that it needs."""
    truth, wheels = meter
    near = [np.flatnonzero(off_by(truth, np.array(phase)) <= NEAR) for phase in wheel_phases(value, digits)]
    if not all(len(choice) for choice in near):
        return None
    row = tuple(wheels[int(rng.choice(choice))] for choice in near)
    display = Drums(corners=_SQUARE, digits=digits)
    return decode_counter(places_of(display, Sight("counter", "drums", _SQUARE, row)))[0]


def trials(meters: list[Seen], count: int) -> np.ndarray:
    """`(n, 2)`: confidence, and 1 where the reading was right within the roll of its lowest wheel."""
    rng, found = np.random.default_rng(SEED), []
    for _ in range(count):
        digits = int(rng.integers(5, 8))
        value = float(rng.integers(0, 10**digits)) + (float(rng.random()) if rng.random() < 0.5 else 0.0)
        best = counter(meters[int(rng.integers(len(meters)))], value, digits, rng)
        if best is not None:
            away = abs((float(best.value) - value + 10**digits / 2) % 10**digits - 10**digits / 2)
            found.append((best.probability, away < 1.3))
    return np.array(found, float)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--trials", type=int, default=2000)
    options = parser.parse_args()
    found = trials(seen(options.digits, options.table), options.trials)
    for low, high in pairwise(LEVELS):
        part = found[(found[:, 0] >= low) & (found[:, 0] < high + (high == 1.0))]
        print(f"confidence {low:.2f} to {high:.2f}: {len(part):4d} counters, right {part[:, 1].mean() if len(part) else 0:.3f}")
    kept = found[found[:, 0] >= 0.9]
    print(f"published {len(kept) / len(found):.3f}, wrong of these {1 - kept[:, 1].mean():.4f}")


if __name__ == "__main__":
    main()
