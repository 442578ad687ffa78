"""Trains both networks for seven-segment displays: `python -m training.segments --digits FOLDER --cache FOLDER`.

With `--resume` the shipped networks are trained on instead of new ones. `--digits` holds real crops of single digits as
`LABEL/name` (`00` to `09`, `11` for blank); `--fonts` is searched for typefaces (Debian: fonts-dseg, fonts-liberation,
fonts-roboto-unhinted, fonts-open-sans, fonts-lato); drawn pictures are kept in `--cache`. Prints what it measures on
typefaces and stretches of real crops that were held back.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from training.export import export
from training.fit import fit, parameters
from training.resume import resume
from training.segment_cells import CellNet, Cells
from training.segment_cells import batches as cell_batches
from training.segment_cells import judge as judge_cells
from training.segment_cells import loss as cell_loss
from training.segment_data import draw_cells, draw_scenes, find_fonts, held_back, kept, real_cells
from training.segment_spots import SpotNet
from training.segment_spots import batches as spot_batches
from training.segment_spots import judge as judge_spots
from training.segment_spots import loss as spot_loss

TRAINED, TESTED = slice(0, 1000), slice(1100, None)
"""Stretches of each label's sorted real crops. Neighbours are nearly alike, so a hundred between the two are left out."""


def main() -> None:
    """Trains what was asked for."""
    arguments = _arguments()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(0)
    if arguments.only != "spots":
        train_cells(arguments.digits, arguments.fonts, arguments.cache, arguments.cell_steps, resumed=arguments.resume)
    if arguments.only != "cells":
        train_spots(arguments.fonts, arguments.cache, arguments.spot_steps, resumed=arguments.resume)


def train_cells(digits: Path, fonts: Path, cache: Path, steps: int, *, resumed: bool) -> None:
    """Draws rows, trains the cell network on them and on real crops, exports it."""
    rng = np.random.default_rng(5)
    drawn = Cells(**kept(cache / "rows.npz", lambda: draw_cells(14_000, 11, find_fonts(fonts))))
    test = Cells(**kept(cache / "rows_test.npz", lambda: draw_cells(800, 77, held_back(fonts))))
    real = Cells(**real_cells(digits, rng, 400, TRAINED))
    real_test = Cells(**real_cells(digits, rng, 60, TESTED))
    model, batches = CellNet(), cell_batches(drawn, real, rng)
    if resumed:
        resume(model, "segment_cells", torch.cat([next(batches)[0] for _ in range(4)]))
    print(f"{parameters(model)} parameters, {len(drawn.images)} drawn cells, {len(real.images)} real")
    seconds = fit(model, batches, cell_loss, steps=steps, rate=2e-3 if resumed else 3e-3)
    print(f"{seconds:.0f} s; held-back typefaces {judge_cells(model, test)}; held-back crops {judge_cells(model, real_test)}")
    torch.save(model.state_dict(), cache / "cells.pt")
    export(model, torch.zeros(2, 3, 48, 40), "segment_cells", ["strokes", "point", "kinds"])


def train_spots(fonts: Path, cache: Path, steps: int, *, resumed: bool) -> None:
    """Draws scenes, trains the finding network on them, exports it."""
    rng = np.random.default_rng(5)
    scenes = kept(cache / "scenes.npz", lambda: draw_scenes(6000, 2, find_fonts(fonts)))
    test = kept(cache / "scenes_test.npz", lambda: draw_scenes(200, 78, held_back(fonts)))
    model, batches = SpotNet(), spot_batches(scenes, rng)
    if resumed:
        resume(model, "segment_spots", next(batches)[0])
    print(f"{parameters(model)} parameters, {len(scenes['images'])} scenes with {len(scenes['kinds'])} digits")
    seconds = fit(model, batches, spot_loss, steps=steps, rate=2e-3 if resumed else 3e-3)
    print(f"{seconds:.0f} s; held-back typefaces {judge_spots(model, test)}")
    torch.save(model.state_dict(), cache / "spots.pt")
    export(model, torch.zeros(1, 2, 128, 128), "segment_spots", ["heat", "shape", "kinds", "point"], any_size=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--digits", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--only", choices=["cells", "spots"])
    parser.add_argument("--cell-steps", type=int, default=4000)
    parser.add_argument("--spot-steps", type=int, default=3400)
    return parser.parse_args()


if __name__ == "__main__":
    main()
