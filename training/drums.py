"""Trains the wheel network, says what it does on meters and fonts it has not seen, and writes it beside the reader.

    python -m training.drums --digits FOLDER --table CSV --cache FOLDER [--steps 6000] [--onward]

The cache holds what `training.drum_cache` rendered; `--onward` starts from the network that ships.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch

from harimi.vision.displays.drum_patches import TALL, WIDE
from training import drum_check
from training.drum_augment import augmented
from training.drum_nets import RESTS, WheelNet, wheel_loss
from training.export import MODELS, export
from training.fit import Batch, fit, parameters
from training.resume import resume

SEED = 7
SHARPER = 0.5
"""Temperature of the exported phases. Half of the width that training teaches is the labels' own error."""


def cached(folder: Path, name: str) -> dict[str, np.ndarray]:
    """All rendered files of one name as one set of arrays."""
    parts = [np.load(path) for path in sorted(folder.glob(f"{name}-*.npz"))]
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0].files}


def fair(data: dict[str, np.ndarray]) -> np.ndarray:
    """`(n,)` weights under which wheels on their way turn either way equally often, photographed and rendered ones alike."""
    weights = np.ones(len(data["phase"]), np.float32)
    rolling = (np.abs((data["phase"] + 0.5) % 1 - 0.5) >= RESTS) & (data["legible"] != 0)
    for spread in np.unique(data["spread"]):
        ways = [rolling & (data["spread"] == spread) & (data["above"] == way) for way in (0, 1)]
        for way in ways:
            weights[way] = (ways[0].sum() + ways[1].sum()) / max(1, 2 * way.sum())
    return weights


def batches(data: dict[str, np.ndarray], size: int) -> Iterator[Batch]:
    """Endless random batches in which no patch is twice the same."""
    rng, balance = np.random.default_rng(SEED), fair(data)
    while True:
        chosen = rng.integers(0, len(data["patch"]), size)
        made = [augmented(rng, data["patch"][k], int(data["legible"][k])) for k in chosen]
        pixels = torch.from_numpy(np.stack([one.patch for one in made]).astype(np.float32))[:, None]
        known = (data["phase"][chosen], data["spread"][chosen])
        told = (np.array([one.legible for one in made]), np.array([one.weight for one in made], np.float32))
        turns = (data["above"][chosen], balance[chosen])
        yield (pixels, *(torch.from_numpy(part) for part in (*known, *told, *turns)))


def onward(model: WheelNet, batch: torch.Tensor) -> None:
    """Gives the network the weights of the one that ships; a head that this one lacks starts from the phases' head."""
    resume(model, "drum_wheel", batch, new=("risen.", "above."))
    if not _has("risen"):
        model.risen.load_state_dict(model.phases.state_dict())
        torch.nn.init.zeros_(model.above.weight)
        torch.nn.init.zeros_(model.above.bias)
    model.temperature.data.fill_(1.0)


def _has(output: str) -> bool:
    return output in [one.name for one in onnx.load(str(MODELS / "drum_wheel.onnx")).graph.output]


def main() -> None:
    """Trains, evaluates, exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--onward", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    model, made = WheelNet(), batches(cached(args.cache, "patches"), args.batch)
    if args.onward:
        onward(model, next(made)[0])
    print(f"{parameters(model)} parameters")
    seconds = fit(model, made, wheel_loss, steps=args.steps, rate=args.rate, say_every=200)
    print(f"trained in {seconds:.0f} s")
    model.temperature.data.fill_(SHARPER)
    drum_check.check(model, args.digits, args.table)
    example = torch.full((2, 1, TALL, WIDE), 128.0) + torch.randn(2, 1, TALL, WIDE) * 40
    export(model, example, "drum_wheel", ["phases", "legible", "risen", "above"])


if __name__ == "__main__":
    main()
