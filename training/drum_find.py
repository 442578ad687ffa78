"""Trains the network that finds wheels and writes it beside the finder.

    python -m training.drum_find --digits FOLDER --table CSV --cache FOLDER [--steps 2500] [--onward]

The cache holds what `training.drum_cache` rendered; `--onward` starts from the network that ships.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch

from training.drum_cache import scenes, source
from training.drum_find_net import STRIDE, FindNet, find_loss
from training.drum_scenes import LARGEST, SMALLEST
from training.drums import cached
from training.export import export
from training.fit import Batch, fit, parameters
from training.resume import resume

SEED = 5
VIEW = 192
"""Pixels of the part of a scene that one training step sees."""


def batches(data: dict[str, np.ndarray], size: int) -> Iterator[Batch]:
    """Endless random views of the scenes: scaled, shifted, sometimes inverted, with fresh noise."""
    rng = np.random.default_rng(SEED)
    while True:
        views = [_view(rng, data["image"][k], data["cells"][k]) for k in rng.integers(0, len(data["image"]), size)]
        pixels = torch.from_numpy(np.stack([v for v, _ in views]))[:, None]
        wanted = [targets(cells) for _, cells in views]
        yield (pixels, *(torch.from_numpy(np.stack(part)) for part in zip(*wanted, strict=True)))


def _view(rng: np.random.Generator, image: np.ndarray, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = float(np.exp(rng.uniform(-0.25, 0.2)))
    room = image.shape[0] * scale - VIEW
    shift = rng.uniform(min(0, room), max(0, room), 2)
    matrix = np.array([[scale, 0, -shift[0]], [0, scale, -shift[1]]])
    view = cv2.warpAffine(image, matrix, (VIEW, VIEW), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32
    )
    view += rng.normal(0, 1, view.shape).astype(np.float32) * np.float32(rng.exponential(2))
    if rng.random() < 0.2:
        view = 255 - view
    view = np.clip((view - 128) * np.float32(np.exp(rng.normal(-0.1, 0.25))) + 128 + np.float32(rng.normal(0, 12)), 0, 255)
    present = cells[~np.isnan(cells[:, 0])].reshape(-1, 4, 2)
    return view, present * scale - shift


def targets(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Presence, vectors and weight of one view, as `find_loss` wants them."""
    side = VIEW // STRIDE
    y, x = np.mgrid[:side, :side].astype(np.float32) * STRIDE + (STRIDE - 1) / 2
    presence, weight = np.zeros((side, side), np.float32), np.ones((side, side), np.float32)
    vectors = np.zeros((6, side, side), np.float32)
    for cell in cells:
        centre = cell.mean(axis=0)
        across, down = (cell[1] + cell[2] - cell[0] - cell[3]) / 2, (cell[2] + cell[3] - cell[0] - cell[1]) / 2
        away = np.hypot(x - centre[0], y - centre[1])
        if not SMALLEST - 1 <= np.hypot(*down) <= LARGEST + 2:
            weight[away < np.hypot(*down) * 0.7] = 0
            continue
        bell = np.exp(-0.5 * (away / (0.8 * STRIDE)) ** 2)
        closer = bell > presence
        presence = np.maximum(presence, bell)
        if 0 <= centre[0] < VIEW and 0 <= centre[1] < VIEW:
            presence[int(centre[1] // STRIDE), int(centre[0] // STRIDE)] = 1
        own = np.stack([centre[0] - x, centre[1] - y, *(np.full_like(x, v) for v in (*across, *down))])
        vectors = np.where(closer, own, vectors)
    return presence, vectors, weight


def evaluate(model: FindNet, digits: Path, table: Path) -> None:
    """Wheels of held-back meters and fonts in new scenes: how many are found, and how many findings are no wheel."""
    data = scenes(source(digits, table, held_back=True), 150, seed=98)
    hits = wheels = found = 0
    model.eval()
    for image, cells in zip(data["image"], data["cells"], strict=True):
        with torch.no_grad():
            answer = model(torch.from_numpy(image.astype(np.float32))[None, None])[0].numpy()
        places = _peaks(answer)
        present = cells[~np.isnan(cells[:, 0])].reshape(-1, 4, 2)
        heights = np.hypot(*(present[:, 3] - present[:, 0]).T) if len(present) else np.zeros(0)
        usable = present[(heights > SMALLEST) & (heights < LARGEST)]
        distance = (
            np.linalg.norm(usable.mean(axis=1)[:, None] - places[None], axis=2)
            if len(usable) and len(places)
            else np.zeros((len(usable), 0))
        )
        hits += int((distance.min(axis=1, initial=99) < 4).sum())
        every = (
            np.linalg.norm(present.mean(axis=1)[:, None] - places[None], axis=2)
            if len(present) and len(places)
            else np.full((1, len(places)), 99.0)
        )
        found += int((every.min(axis=0) > 6).sum()) if len(places) else 0
        wheels += len(usable)
    print(f"held-back scenes: {hits}/{wheels} wheels found, {found} findings that are no wheel in {len(data['image'])} scenes")


def _peaks(answer: np.ndarray, least: float = 0.4) -> np.ndarray:
    chance = 1 / (1 + np.exp(-answer[0]))
    top = (cv2.dilate(chance, np.ones((3, 3))) == chance) & (chance >= least)
    y, x = np.nonzero(top)
    return np.stack([x, y], 1) * STRIDE + (STRIDE - 1) / 2 + answer[1:3, y, x].T


def main() -> None:
    """Trains, evaluates, exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--onward", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(SEED)
    model, made = FindNet(), batches(cached(args.cache, "scenes"), args.batch)
    if args.onward:
        resume(model, "drum_find", next(made)[0])
    model = model.to(memory_format=torch.channels_last)
    print(f"{parameters(model)} parameters")
    seconds = fit(model, made, find_loss, steps=args.steps, rate=args.rate)
    print(f"trained in {seconds:.0f} s")
    evaluate(model, args.digits, args.table)
    export(model, torch.rand(1, 1, 64, 96) * 255, "drum_find", ["places"], any_size=True)


if __name__ == "__main__":
    main()
