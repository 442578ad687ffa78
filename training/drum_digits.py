"""Photographed drum digits for training, and the fonts that rendered ones are lettered in."""

import csv
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from harimi.vision.geometry import Image

LCD = ("m02", "m03", "m04", "m05", "m11", "m18", "m19")
"""Meters of the collection that are no drums (seen by eye)."""
HELD_BACK = ("m07", "m12", "m15", "m17", "m22", "m25", "m28", "m31")
"""Meters the network never sees: white on brown, red on white, yellow on black, tiny, on red, sharp, blurred, dark."""
_FACES = ("bold", "medium", "regular", "condensed", "narrow", "heavy", "black", "book", "roman")
_NOT = ("italic", "oblique", "noto", "dseg", "thin", "light", "math", "symbol", "d050", "z003", "standard", "hairline")
HELD_BACK_FONTS = ("cabin", "c059", "lato")


@dataclass(frozen=True)
class Crop:
    """One photographed digit, its phase (0 to 10, good to about 0.2) and its meter."""

    image: Image
    phase: float
    meter: str


def crops(folder: Path, table: Path) -> list[Crop]:
    """All drum digits named in `table` (columns `file, label, meter`)."""
    with table.open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["meter"] not in LCD]
    return [
        Crop(np.asarray(cv2.imread(str(folder / row["file"])), np.uint8), float(row["label"]), row["meter"]) for row in rows
    ]


def by_meter(all_crops: list[Crop], *, held_back: bool) -> dict[str, list[Crop]]:
    """Either the meters to learn from or those to test on."""
    groups: dict[str, list[Crop]] = {}
    for crop in all_crops:
        if (crop.meter in HELD_BACK) == held_back:
            groups.setdefault(crop.meter, []).append(crop)
    return groups


def font_files(folder: Path, *, held_back: bool) -> list[Path]:
    """Upright text fonts under `folder`, without those of the other group."""
    found = sorted(path for kind in ("ttf", "otf") for path in folder.rglob(f"*.{kind}"))
    plain = [path for path in found if _wanted(path.stem.lower())]
    return [path for path in plain if path.stem.lower().startswith(HELD_BACK_FONTS) == held_back]


def _wanted(name: str) -> bool:
    return any(word in name for word in _FACES) and not any(word in name for word in _NOT)
