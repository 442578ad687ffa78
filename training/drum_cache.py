"""Rendered training pictures, kept as arrays so that training does not wait for the renderer.

python -m training.drum_cache --digits FOLDER --table CSV --into FOLDER [--patches 100000] [--scenes 10000] [--seed 1]
"""

import argparse
import time
from pathlib import Path

import numpy as np

from training.drum_digits import by_meter, crops, font_files
from training.drum_patches import Source, sample
from training.drum_scenes import CELLS, scene

FONTS = Path("/usr/share/fonts")


def source(digits: Path, table: Path, *, held_back: bool = False) -> Source:
    """What to render from: photographed digits, and the machine's own fonts besides the one that ships."""
    fonts: list[Path | None] = [*font_files(FONTS, held_back=held_back)]
    return Source(by_meter(crops(digits, table), held_back=held_back), fonts if held_back else [None, *fonts])


def patches(made_of: Source, count: int, seed: int, share_real: float = 0.5) -> dict[str, np.ndarray]:
    """`patch` (n, TALL, WIDE) uint8, `phase`, `spread`, `legible`, `above` (n,)."""
    rng = np.random.default_rng(seed)
    samples = [sample(rng, made_of, share_real) for _ in range(count)]
    return {
        "patch": np.stack([s.patch for s in samples]),
        "phase": np.array([s.phase for s in samples], np.float32),
        "spread": np.array([s.spread for s in samples], np.float32),
        "legible": np.array([s.legible for s in samples], np.int8),
        "above": np.array([s.above for s in samples], np.int8),
    }


def scenes(made_of: Source, count: int, seed: int) -> dict[str, np.ndarray]:
    """`image` (n, SIDE, SIDE) uint8; `cells` (n, CELLS, 8) float32, the corners of each cell, NaN where there is none."""
    rng = np.random.default_rng(seed)
    made = [scene(rng, made_of) for _ in range(count)]
    cells = np.full((count, CELLS, 8), np.nan, np.float32)
    for k, (_, marked) in enumerate(made):
        cells[k, : len(marked)] = marked.reshape(-1, 8)[:CELLS]
    return {"image": np.stack([image for image, _ in made]), "cells": cells}


def main() -> None:
    """Renders what is asked for and says how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--patches", type=int, default=0)
    parser.add_argument("--scenes", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    made_of, start = source(args.digits, args.table), time.monotonic()
    for name, make, count in (("patches", patches, args.patches), ("scenes", scenes, args.scenes)):
        if count:
            np.savez(str(args.into / f"{name}-{args.seed}.npz"), allow_pickle=False, **make(made_of, count, args.seed))
            print(f"{count} {name} in {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
