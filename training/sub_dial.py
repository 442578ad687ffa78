"""Trains the network of dials that wrap: `python -m training.sub_dial PICTURES [--steps N]`.

PICTURES is the folder that `python -m training.sub_dial_scenes` filled. It trains on all shards and is measured on `kept.npz`:
fonts and hands that it never saw.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from harimi.vision.displays.dial_polar import normalised
from training.dial_networks import Pair, _step
from training.export import export
from training.fit import Batch, fit, parameters

BINS = 100
SIGMA = 0.9
"""Of the soft targets, in bins of 3.6 degrees."""
BATCH = 64


class SubDial(nn.Module):  # type: ignore[misc]
    """Colour picture `(n, 3, 64, 64)` to logits `(n, 100)` of the hand's angle and `(n, 1)` of its being legible."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _step(3, 20, 2, 5), _step(20, 40, 2), Pair(40), nn.ReLU(inplace=True), _step(40, 72, 2), Pair(72), Pair(72)
        )
        self.fold = nn.Conv2d(72, 18, 1)
        self.think = nn.Linear(18 * 64, 144)
        self.angles, self.legible = nn.Linear(144, BINS), nn.Linear(144, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = functional.relu(self.fold(functional.relu(self.body(x)))).flatten(1)
        x = functional.relu(self.think(x))
        return self.angles(x), self.legible(x)


def batches(shards: list[dict[str, np.ndarray]], rng: np.random.Generator) -> Iterator[Batch]:
    """Pictures turned by quarters, mirrored and sometimes robbed of colour, with their angles and legibility."""
    counts = np.array([len(shard["angles"]) for shard in shards])
    while True:
        shard = shards[int(rng.choice(len(shards), p=counts / counts.sum()))]
        rows = rng.integers(len(shard["angles"]), size=BATCH)
        changed = [_changed(rng, shard["images"][row], float(shard["angles"][row])) for row in rows]
        images, angles = zip(*changed, strict=True)
        yield _tensors(np.stack(images), np.array(angles), shard["legible"][rows])


def _changed(rng: np.random.Generator, image: np.ndarray, angle: float) -> tuple[np.ndarray, float]:
    quarters = int(rng.integers(4)) if rng.random() < 0.6 else 0
    image, angle = np.rot90(image, -quarters), angle + 90 * quarters
    if rng.random() < 0.5:
        image, angle = image[:, ::-1], -angle
    draw = rng.random()
    if draw < 0.08:
        image = np.repeat(image.mean(-1, keepdims=True), 3, -1)
    elif draw < 0.2:
        image = image * np.exp(rng.normal(0, 0.25, 3))
    if rng.random() < 0.2:
        image = 255.0 * (np.clip(image, 0, 255) / 255) ** np.exp(rng.normal(0, 0.3))
    return np.clip(image, 0, 255).astype(np.uint8), angle % 360


def _tensors(images: np.ndarray, angles: np.ndarray, legible: np.ndarray) -> Batch:
    away = (np.arange(BINS)[None] - angles[:, None] * BINS / 360 + BINS / 2) % BINS - BINS / 2
    soft = np.exp(-0.5 * (away / SIGMA) ** 2)
    soft /= soft.sum(1, keepdims=True)
    pictures = np.ascontiguousarray(normalised(images))
    return tuple(torch.from_numpy(part.astype(np.float32)) for part in (pictures, soft, legible))


def loss_of(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross entropy of the angle where the hand is legible, and of whether it is."""
    pictures, soft, legible = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        angles, there = model(pictures.to(memory_format=torch.channels_last))
    places = -((soft * 0.98 + 0.02 / BINS) * functional.log_softmax(angles.float(), -1)).sum(-1)
    return (places * legible).sum() / legible.sum() + 0.3 * functional.binary_cross_entropy_with_logits(
        there.float()[:, 0], legible
    )


def measured(model: nn.Module, kept: dict[str, np.ndarray]) -> str:
    """Errors on legible pictures of unseen styles, and how well legible and not are told apart."""
    with torch.no_grad():
        outs = [model(torch.from_numpy(normalised(part))) for part in np.array_split(kept["images"], 30)]
    chances = torch.cat([out[0] for out in outs]).softmax(-1).numpy()
    there = torch.cat([out[1] for out in outs]).sigmoid().numpy()[:, 0]
    top = chances.argmax(1)
    near = (top[:, None] + np.arange(-3, 4)) % BINS
    mass = np.take_along_axis(chances, near, 1)
    angle = (top + (mass * np.arange(-3, 4)).sum(1) / mass.sum(1)) * 360 / BINS
    away = np.abs((angle - kept["angles"] + 180) % 360 - 180)[kept["legible"]] / 36
    sure = mass.sum(1)[kept["legible"]] > 0.9
    told = there[kept["legible"]].mean(), there[~kept["legible"]].mean()
    return (
        f"{len(away)} legible: median {np.median(away):.3f}, mean {away.mean():.3f}, off by more than half a division "
        f"{np.mean(away > 0.5):.1%}; mass over 0.9 {sure.mean():.1%}, of those off {np.mean(away[sure] > 0.5):.2%}; "
        f"legible {told[0]:.2f} against {told[1]:.2f}"
    )


def _loaded(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as held:
        return {name: held[name] for name in held.files}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--steps", type=int, default=9000)
    parser.add_argument("--rate", type=float, default=3e-3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = SubDial().to(memory_format=torch.channels_last)
    shards = [_loaded(path) for path in sorted(arguments.pictures.glob("shard*.npz"))]
    seconds = fit(model, batches(shards, np.random.default_rng(1)), loss_of, steps=arguments.steps, rate=arguments.rate)
    torch.save(model.state_dict(), arguments.pictures / "sub_dial.pt")
    model = model.to(memory_format=torch.contiguous_format)
    path = export(model, torch.randn(2, 3, 64, 64), "sub_dial", ["angles", "legible"])
    print(f"{path.name}: {parameters(model)} numbers, {arguments.steps} steps, {seconds:.0f} s, {path.stat().st_size} bytes")
    print(measured(model, _loaded(arguments.pictures / "kept.npz")), flush=True)


if __name__ == "__main__":
    main()
