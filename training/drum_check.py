"""What the wheel network does on meters and fonts that it has not seen."""

from pathlib import Path

import cv2
import numpy as np
import torch

from harimi.simulate.camera import encode
from harimi.vision.displays.drum_patches import channels, patches
from harimi.vision.displays.drums import LOOKS
from harimi.vision.geometry import Image
from training import drum_cache
from training.drum_digits import Crop, by_meter, crops
from training.drum_nets import WheelNet
from training.drum_patches import Source, held_back_patch

SMALL, QUALITY = (14, 10), 75
"""Heights in pixels, and quality of the file, in which the photographed digits are looked at once more."""


def check(model: WheelNet, digits: Path, table: Path) -> None:
    """Prints what the model does on the held-back meters, on these from further away, on new fonts and on garbage."""
    groups = by_meter(crops(digits, table), held_back=True)
    for meter, group in sorted(groups.items()):
        check_crops(model, meter, group)
    every = [crop for group in groups.values() for crop in group]
    check_crops(model, "meters", every)
    for height in SMALL:
        check_crops(model, f"{height} px", [Crop(reduced(crop.image, height), crop.phase, crop.meter) for crop in every])
    check_drawn(model, drum_cache.source(digits, table, held_back=True))


def check_crops(model: WheelNet, name: str, group: list[Crop]) -> None:
    """Figures on photographed digits."""
    logits, legible = answers(model, looks(group))
    report(name, mean_turn(logits), legible.mean(0), np.array([crop.phase for crop in group]))


def reduced(image: Image, height: int) -> Image:
    """The picture `height` pixels high, as a JPEG file keeps it."""
    width = max(4, round(image.shape[1] * height / image.shape[0]))
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.imdecode(encode(np.asarray(small, np.uint8), QUALITY), cv2.IMREAD_COLOR), np.uint8)


def check_drawn(model: WheelNet, made_of: Source) -> None:
    """Figures on rendered drums in held-back fonts, and on garbage."""
    drawn = drum_cache.patches(made_of, 1500, seed=99, share_real=0.0)
    logits, legible = answers(model, drawn["patch"][None, :, None].astype(np.float32))
    good, bad = (drawn["legible"] == 1) & (drawn["above"] == 0), drawn["legible"] == 0
    report("fonts", mean_turn(logits)[good], legible[0, good], drawn["phase"][good])
    kept, refused = np.mean(legible[0, good] > 0.5), np.mean(legible[0, bad] < 0.5)
    print(f"called legible: {kept:.3f} of the legible; refused: {refused:.3f} of the garbage", flush=True)


def looks(group: list[Crop]) -> np.ndarray:
    """`(looks, n, 1, TALL, WIDE)`: each crop in a frame, looked at as the reader does."""
    framed = [held_back_patch(crop) for crop in group]
    grey = [(channels(image), (cell,)) for image, cell in framed]
    every = [[patches(both[one.colour], cell, one.right, one.down, one.scale) for both, cell in grey] for one in LOOKS]
    return np.stack([np.concatenate(part) for part in every])


def answers(model: WheelNet, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logits of the phases `(looks, n, 100)` and probabilities of being legible `(looks, n)`."""
    model.eval()
    with torch.no_grad():
        parts = [model(torch.from_numpy(part)) for look in pixels for part in np.array_split(look, max(1, len(look) // 500))]
    logits, legible = torch.cat([p[0] for p in parts]).numpy(), torch.sigmoid(torch.cat([p[1] for p in parts])).numpy()
    return logits.reshape(*pixels.shape[:2], -1), legible.reshape(pixels.shape[:2])


def mean_turn(logits: np.ndarray) -> np.ndarray:
    """Mean probabilities `(n, 100)` over the looks."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray((powers / powers.sum(axis=-1, keepdims=True)).mean(axis=0))


def off_by(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Distance round the turn, in digits."""
    return np.abs((found - truth + 5) % 10 - 5)


def near_mass(phases: np.ndarray, reach: int = 5) -> np.ndarray:
    """Probability within `reach` bins of the best one."""
    best = phases.argmax(1)
    offsets = (best[:, None] + np.arange(-reach, reach + 1)[None]) % phases.shape[1]
    return np.asarray(np.take_along_axis(phases, offsets, axis=1).sum(1))


def report(name: str, phases: np.ndarray, legible: np.ndarray, truth: np.ndarray) -> None:
    """One line of figures: right within half a digit, mean error, and what is accepted wrong at two levels."""
    error, sure = off_by(phases.argmax(1) / 10, truth), near_mass(phases) * legible
    near = error[error <= 0.5]
    text = f"{name:8s} n {len(truth):5d}  within 0.5: {len(near) / len(error):.4f}  mean error of these {near.mean():.3f}"
    for level in (0.8, 0.95):
        kept = sure >= level
        text += f"  | {level}: answered {kept.mean():.3f} wrong {np.mean(error[kept] > 0.5) if kept.any() else 0:.4f}"
    print(text, flush=True)
