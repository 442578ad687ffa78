"""Trains the two networks of dials: `python -m training.dial SCENES [points] [hands] [--steps N]`.

SCENES is the folder that `python -m training.dial_scenes` filled. Each network trains on all shards and is measured on
`kept.npz`: fonts and pointers that it never saw.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional

from harimi.vision.find import dial_points
from training.dial_batches import BINS, Scenes, hand_batches, load, point_batches
from training.dial_networks import Hands, Points
from training.export import export
from training.fit import Batch, fit, parameters


def point_loss(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    """Cross entropy of each map over its cells, and of the area cell by cell."""
    pictures, targets, weights, areas = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = model(pictures.to(memory_format=torch.channels_last))
    out = out.float()
    logs = functional.log_softmax(out[:, :7].flatten(2), -1)
    places = -(targets.flatten(2) * logs).sum(-1)
    return (places * weights).sum() / weights.sum() + functional.binary_cross_entropy_with_logits(out[:, 7], areas)


def hand_loss(model: torch.nn.Module, batch: Batch) -> torch.Tensor:
    """Cross entropy over the angles, the targets a little smoothed, and of whether a tip is there."""
    strips, targets, weights, there, radius, trusted = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        angles, legible = model(strips)
    soft = targets * 0.98 + 0.02 / BINS
    losses = -(soft * functional.log_softmax(angles[:, :3].float(), -1)).sum(-1) * weights
    scale = torch.tensor([1.0, 0.5, 0.5])
    places = (losses * scale).sum() / (weights * scale).sum()
    circle = (functional.smooth_l1_loss(angles[:, 3].float(), radius, reduction="none", beta=0.2) * trusted).mean()
    return places + circle + 0.3 * functional.binary_cross_entropy_with_logits(legible.float()[:, 0], there)


def measure_points(model: torch.nn.Module, kept: Scenes) -> str:
    """Median and 90th percentile of each place's error, as a share of the picture's side in per cent."""
    errors: list[list[np.ndarray]] = [[] for _ in range(7)]
    batches = point_batches(kept, np.random.default_rng(7), 50)
    for _ in range(12):
        pictures, targets, weights, _ = next(batches)
        with torch.no_grad():
            ours = dial_points.seen(model(pictures).numpy()).places
        truth = dial_points.seen(torch.cat([targets.clamp_min(1e-9).log(), targets[:, :1]], 1).numpy()).places
        away = np.hypot(*np.moveaxis(ours - truth, -1, 0)) / dial_points.SIDE * 100
        for k in range(7):
            errors[k].append(away[weights[:, k].numpy() > 0, k])
    rows = [np.concatenate(error) for error in errors]
    return "; ".join(f"{n} {np.median(e):.2f}/{np.quantile(e, 0.9):.1f}" for n, e in zip(dial_points.NAMES, rows, strict=True))


def measure_hands(model: torch.nn.Module, kept: Scenes) -> str:
    """Median error in degrees and the share further off than 9 degrees, of tip, scale start and end."""
    errors: list[list[np.ndarray]] = [[], [], []]
    circle: list[np.ndarray] = []
    batches = hand_batches(kept, np.random.default_rng(7), 50)
    for _ in range(12):
        strips, targets, weights, _, radius, trusted = next(batches)
        with torch.no_grad():
            angles = model(strips)[0]
        circle.append(((angles[:, 3] - radius).abs() * 10)[trusted == 1].numpy())
        angles = angles[:, :3]
        away = np.abs((peaks(angles.softmax(-1).numpy()) - peaks(targets.numpy()) + 180) % 360 - 180)
        for k in range(3):
            errors[k].append(away[weights[:, k].numpy() > 0, k])
    rows = [np.concatenate(error) for error in errors]
    named = zip(("tip", "start", "end"), rows, strict=True)
    words = [f"{n} {np.median(e):.2f}° gross {np.mean(e > 9):.1%}" for n, e in named]
    return "; ".join([*words, f"radius {np.median(np.concatenate(circle)):.2f} %"])


def peaks(heat: np.ndarray) -> np.ndarray:
    """The centre of mass, in degrees, around the highest bin of each row `(…, 180)`."""
    top = heat.argmax(-1)[..., None]
    near = (top + np.arange(-3, 4)) % BINS
    mass = np.take_along_axis(heat, near, -1)
    return np.asarray((top[..., 0] + (mass * np.arange(-3, 4)).sum(-1) / mass.sum(-1)) * 360 / BINS)


def train(name: str, scenes: Path, steps: int, rate: float, resume: Path | None) -> None:
    """Trains and exports one of `points` and `hands`."""
    torch.manual_seed(0)
    model: torch.nn.Module = Points().to(memory_format=torch.channels_last) if name == "points" else Hands()
    if resume is not None:
        model.load_state_dict(torch.load(resume / f"{name}.pt"))
    kept, shards = load([scenes / "kept.npz"]), load(sorted(scenes.glob("scenes*.npz")))
    maker, loss = (point_batches, point_loss) if name == "points" else (hand_batches, hand_loss)
    batches = maker(shards, np.random.default_rng(steps), 32)
    seconds = fit(model, batches, loss, steps=steps, rate=rate)
    torch.save(model.state_dict(), scenes / f"{name}.pt")
    example = torch.randn(2, 3, dial_points.SIDE, dial_points.SIDE) if name == "points" else torch.randn(2, 3, 40, 360)
    outputs = ["maps"] if name == "points" else ["angles", "there"]
    model = model.to(memory_format=torch.contiguous_format)
    path = export(model, example, f"dial_{name}", outputs, any_size=name == "points")
    print(f"{path.name}: {parameters(model)} numbers, {steps} steps, {seconds:.0f} s, {path.stat().st_size} bytes")
    print(measure_points(model, kept) if name == "points" else measure_hands(model, kept), flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scenes", type=Path)
    parser.add_argument("networks", nargs="*", default=["hands", "points"])
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--resume", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    for name in arguments.networks:
        train(name, arguments.scenes, arguments.steps, arguments.rate, arguments.resume)


if __name__ == "__main__":
    main()
