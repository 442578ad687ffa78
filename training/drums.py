"""Trains the wheel network, says what it does on meters and fonts it has not seen, and writes it beside the reader.

    python -m training.drums --digits FOLDER --table CSV --cache FOLDER [--steps 6000]

The cache holds what `training.drum_cache` rendered.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from harimi.vision.displays.drum_patches import TALL, WIDE, wheel_patch
from training.drum_cache import patches, source
from training.drum_digits import by_meter, crops
from training.drum_nets import WheelNet, wheel_loss
from training.drum_patches import held_back_patch
from training.export import export
from training.fit import Batch, fit, parameters

SEED = 7


def cached(folder: Path, name: str) -> dict[str, np.ndarray]:
    """All rendered files of one name as one set of arrays."""
    parts = [np.load(path) for path in sorted(folder.glob(f"{name}-*.npz"))]
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0].files}


def batches(data: dict[str, np.ndarray], size: int) -> Iterator[Batch]:
    """Endless random batches, half of them with some part of each patch covered or all of it inverted."""
    rng = np.random.default_rng(SEED)
    while True:
        chosen = rng.integers(0, len(data["patch"]), size)
        pixels = data["patch"][chosen].astype(np.float32)
        turned = rng.random(size) < 0.3
        pixels[turned] = 255 - pixels[turned]
        pixels += rng.normal(0, 1, pixels.shape).astype(np.float32) * rng.exponential(2, (size, 1, 1)).astype(np.float32)
        for k in np.flatnonzero(rng.random(size) < 0.15):
            y, x = int(rng.integers(0, TALL - 6)), int(rng.integers(0, WIDE - 6))
            pixels[k, y : y + int(rng.integers(4, 14)), x : x + int(rng.integers(4, 12))] = rng.uniform(0, 255)
        rest = (torch.from_numpy(data[key][chosen]) for key in ("phase", "spread", "legible"))
        yield (torch.from_numpy(pixels)[:, None], *rest)


def answers(model: WheelNet, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of the phases `(n, 100)` and of being legible `(n,)` for patches `(n, TALL, WIDE)`."""
    model.eval()
    with torch.no_grad():
        parts = [
            model(torch.from_numpy(part.astype(np.float32))[:, None])
            for part in np.array_split(pixels, max(1, len(pixels) // 500))
        ]
    logits, seen = torch.cat([p for p, _ in parts]), torch.cat([s for _, s in parts])
    return torch.softmax(logits, 1).numpy(), torch.sigmoid(seen[:, 0]).numpy()


def off_by(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Distance round the turn, in digits."""
    return np.abs((found - truth + 5) % 10 - 5)


def near_mass(phases: np.ndarray, reach: int = 5) -> np.ndarray:
    """Probability within `reach` bins of the best one."""
    best = phases.argmax(1)
    offsets = (best[:, None] + np.arange(-reach, reach + 1)[None]) % phases.shape[1]
    return np.take_along_axis(phases, offsets, axis=1).sum(1)


def report(name: str, phases: np.ndarray, legible: np.ndarray, truth: np.ndarray) -> None:
    """One line of figures: right within half a digit, mean error, and what is accepted wrong at two levels."""
    error, sure = off_by(phases.argmax(1) / 10, truth), near_mass(phases) * legible
    near = error[error <= 0.5]
    text = f"{name:8s} n {len(truth):5d}  within 0.5: {len(near) / len(error):.4f}  mean error of these {near.mean():.3f}"
    for level in (0.8, 0.95):
        kept = sure >= level
        text += f"  | {level}: answered {kept.mean():.3f} wrong {np.mean(error[kept] > 0.5) if kept.any() else 0:.4f}"
    print(text, flush=True)


def fitted_temperature(phases: np.ndarray, truth: np.ndarray) -> float:
    """The temperature under which the held-back truth is most probable, label noise of 0.2 allowed."""
    bins = np.arange(100) / 10
    near = off_by(bins[None], truth[:, None]) <= 0.35
    log = np.log(phases + 1e-9)

    def cost(temperature: float) -> float:
        scaled = np.exp(log / temperature)
        return float(-np.log((scaled * near).sum(1) / scaled.sum(1) + 1e-6).mean())

    return float(min(np.arange(0.7, 3.0, 0.05), key=cost))


def evaluate(model: WheelNet, digits: Path, table: Path) -> None:
    """Held-back meters one by one and together, then held-back fonts and rejected garbage."""
    groups = by_meter(crops(digits, table), held_back=True)
    every: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for meter, group in sorted(groups.items()):
        framed = [held_back_patch(crop) for crop in group]
        pixels = np.stack([wheel_patch(image @ np.array([0.114, 0.587, 0.299]), cell) for image, cell in framed])
        phases, legible = answers(model, pixels)
        every.append((phases, legible, np.array([crop.phase for crop in group])))
        report(meter, *every[-1])
    phases, legible, truth = (np.concatenate(part) for part in zip(*every, strict=True))
    report("meters", phases, legible, truth)
    print(f"best temperature on these meters {fitted_temperature(phases, truth):.2f}")
    drawn = patches(source(digits, table, held_back=True), 1500, seed=99, share_real=0.0)
    phases, legible = answers(model, drawn["patch"])
    good = drawn["legible"] == 1
    report("fonts", phases[good], legible[good], drawn["phase"][good])
    bad = drawn["legible"] == 0
    print(f"legible kept {np.mean(legible[good] > 0.5):.3f}, garbage refused {np.mean(legible[bad] < 0.5):.3f}", flush=True)


def main() -> None:
    """Trains, evaluates, exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=128)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    model = WheelNet()
    print(f"{parameters(model)} parameters")
    seconds = fit(
        model, batches(cached(args.cache, "patches"), args.batch), wheel_loss, steps=args.steps, rate=3e-3, say_every=200
    )
    print(f"trained in {seconds:.0f} s")
    evaluate(model, args.digits, args.table)
    export(
        model, torch.full((2, 1, TALL, WIDE), 128.0) + torch.randn(2, 1, TALL, WIDE) * 40, "drum_wheel", ["phases", "legible"]
    )


if __name__ == "__main__":
    main()
