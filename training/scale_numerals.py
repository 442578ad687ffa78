"""Trains the network that finds the figures printed on straight scales, from the one that finds those of dials.

    python -m training.scale_numerals CACHE FONTS [--scenes N] [--steps N] [--resume NETWORK]

Marks that touch the figures, narrow bold ones, both colours in turns: the network of dials, which met none of these, takes
the ends of marks for figures.
"""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch

from training.dial_numerals import cached, joined, packed
from training.dial_scenes import LARGE, fonts_in
from training.resume import resume
from training.segment_spots import Scenes, SpotNet, batches, judge, taught
from training.tape_scenes import any_tape_scene

NAME = "scale_numerals"


def draw(count: int, seed: int, fonts: Sequence[Path]) -> Scenes:
    """Printed scales in grey with the corners, kind and point of each figure."""
    rng = np.random.default_rng(seed)
    scenes = [any_tape_scene(rng, fonts, LARGE) for _ in range(count)]
    return packed([(scene.image, scene.texts, scene.figures) for scene in scenes])


def main() -> None:
    """Draws what is missing, trains, exports, and says what the network does on fonts it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("cache", type=Path)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--scenes", type=int, default=3000)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--resume", default="dial_numerals")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    fonts, unseen = fonts_in(arguments.fonts), fonts_in(arguments.fonts, kept=True)
    test = cached(arguments.cache / "kept.npz", partial(draw, 300, 99, unseen))
    parts = [cached(arguments.cache / f"{n:02}.npz", partial(draw, 500, n, fonts)) for n in range(arguments.scenes // 500)]
    scenes = joined(parts)
    crops = batches(scenes, np.random.default_rng(arguments.steps))
    torch.manual_seed(0)
    model = SpotNet()
    resume(model, arguments.resume, next(crops)[0])
    print(f"{len(scenes['images'])} scenes with {len(scenes['kinds'])} figures", flush=True)
    model = taught(model, crops, NAME, steps=arguments.steps, rate=arguments.rate)
    print(f"unseen fonts: {judge(model, test)}", flush=True)


if __name__ == "__main__":
    main()
