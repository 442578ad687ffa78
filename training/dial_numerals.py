"""Trains the network that finds the figures printed on dials.

    python -m training.dial_numerals CACHE FONTS [--scenes N] [--steps N]

The network and its loss are those of seven-segment digits (`training.segment_spots`); only what is drawn differs.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch

from harimi.simulate.fonts import FIGURES
from harimi.vision.geometry import Image
from training.dial_scenes import LARGE, any_scene, fonts_in
from training.segment_spots import Scenes, SpotNet, batches, judge, taught


def draw(count: int, seed: int, fonts: Sequence[Path], *, kept: bool = False) -> Scenes:
    """Scenes in grey with the corners, kind and point of each figure, in the form that `segment_spots` trains on."""
    rng = np.random.default_rng(seed)
    scenes = [any_scene(rng, fonts, kept=kept, panel=n % 4 == 3, side=LARGE) for n in range(count)]
    return packed([(scene.image, scene.texts, scene.figures) for scene in scenes])


def packed(scenes: Sequence[tuple[Image, Sequence[str], np.ndarray]]) -> Scenes:
    """Photographs (BGR), each with what is lettered on it and the corners of its figures, as `segment_spots` trains on them."""
    signs = [list(figures_of(texts)) for _, texts, _ in scenes]
    flat = [sign for each in signs for sign in each]
    return {
        "images": np.stack([cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) for image, _, _ in scenes]),
        "owner": np.repeat(np.arange(len(scenes)), [len(each) for each in signs]),
        "cells": np.concatenate([figures for _, _, figures in scenes]).astype(np.float32),
        "kinds": np.array([kind for kind, _ in flat], np.int64),
        "points": np.array([point for _, point in flat], np.int64),
    }


def figures_of(texts: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """Each figure of the texts: its place in `FIGURES`, and whether a point or comma follows."""
    for text in texts:
        for sign, after in zip(text, text[1:] + " ", strict=True):
            if sign in FIGURES:
                yield FIGURES.index(sign), after in ".,"


def cached(path: Path, drawn: Callable[[], Scenes]) -> Scenes:
    """The scenes kept at `path`, drawn first where there are none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, allow_pickle=False, **drawn())
    with np.load(path) as kept_scenes:
        return dict(kept_scenes)


def joined(parts: Sequence[Scenes]) -> Scenes:
    """Several sets of scenes as one."""
    first = np.cumsum([0, *(len(part["images"]) for part in parts)])
    owners = [part["owner"] + start for part, start in zip(parts, first, strict=False)]
    rest = {key: np.concatenate([part[key] for part in parts]) for key in parts[0] if key != "owner"}
    return rest | {"owner": np.concatenate(owners)}


def main() -> None:
    """Draws what is missing, trains, exports, and says what the network does on fonts and hands it has not seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("cache", type=Path)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--scenes", type=int, default=6000)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--draw-only", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    fonts, unseen = fonts_in(arguments.fonts), fonts_in(arguments.fonts, kept=True)
    test = cached(arguments.cache / "kept.npz", partial(draw, 300, 99, unseen, kept=True))
    parts = [cached(arguments.cache / f"{n:02}.npz", partial(draw, 500, n, fonts)) for n in range(arguments.scenes // 500)]
    if arguments.draw_only:
        return
    torch.manual_seed(0)
    model = SpotNet()
    if arguments.resume:
        model.load_state_dict(torch.load(arguments.resume))
    scenes = joined(parts)
    print(f"{len(scenes['images'])} scenes with {len(scenes['kinds'])} figures", flush=True)
    crops = batches(scenes, np.random.default_rng(arguments.steps))
    model = taught(model, crops, "dial_numerals", steps=arguments.steps, rate=arguments.rate)
    torch.save(model.state_dict(), arguments.cache / "numerals.pt")
    print(f"unseen fonts and hands: {judge(model, test)}", flush=True)


if __name__ == "__main__":
    main()
