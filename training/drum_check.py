"""What the wheel network does on meters and fonts that it has not seen, and the temperature that makes it honest there."""

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
LABEL = 0.35
"""Digits; the photographed digits are labelled to about 0.2, and so a peak within this is as right as can be told."""


def settle(model: WheelNet, digits: Path, table: Path) -> None:
    """Sets the model's temperature by the held-back meters and prints what it does there, on new fonts and on garbage."""
    groups = by_meter(crops(digits, table), held_back=True)
    seen = {meter: answers(model, looks(group)) for meter, group in sorted(groups.items())}
    truth = {meter: np.array([crop.phase for crop in groups[meter]]) for meter in seen}
    logits, every = np.concatenate([part for part, _ in seen.values()], axis=1), np.concatenate(list(truth.values()))
    warmth = fitted_temperature(logits, every)
    print(f"temperature {warmth:.2f}")
    for meter, (part, legible) in seen.items():
        report(meter, mean_turn(part, warmth), legible.mean(0), truth[meter])
    report("meters", mean_turn(logits, warmth), np.concatenate([legible.mean(0) for _, legible in seen.values()]), every)
    for height in SMALL:
        check_small(model, groups, warmth, height)
    model.temperature.data.fill_(warmth)
    check_drawn(model, drum_cache.source(digits, table, held_back=True))


def check_small(model: WheelNet, groups: dict[str, list[Crop]], warmth: float, height: int) -> None:
    """Figures on the same digits from a camera further away: `height` pixels and a file of middling quality."""
    crops_of = [Crop(reduced(crop.image, height), crop.phase, crop.meter) for group in groups.values() for crop in group]
    logits, legible = answers(model, looks(crops_of))
    report(f"{height} px", mean_turn(logits, warmth), legible.mean(0), np.array([crop.phase for crop in crops_of]))


def reduced(image: Image, height: int) -> Image:
    """The picture `height` pixels high, as a JPEG file keeps it."""
    width = max(4, round(image.shape[1] * height / image.shape[0]))
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.imdecode(encode(np.asarray(small, np.uint8), QUALITY), cv2.IMREAD_COLOR), np.uint8)


def check_drawn(model: WheelNet, made_of: Source) -> None:
    """Figures on rendered drums in held-back fonts, and on garbage."""
    drawn = drum_cache.patches(made_of, 1500, seed=99, share_real=0.0)
    logits, legible = answers(model, drawn["patch"][None, :, None].astype(np.float32))
    good, bad = drawn["legible"] == 1, drawn["legible"] == 0
    report("fonts", mean_turn(logits, 1.0)[good], legible[0, good], drawn["phase"][good])
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
    logits, legible = torch.cat([p for p, _ in parts]).numpy(), torch.sigmoid(torch.cat([s for _, s in parts])).numpy()
    return logits.reshape(*pixels.shape[:2], -1), legible.reshape(pixels.shape[:2])


def mean_turn(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Mean probabilities `(n, 100)` over the looks."""
    powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray((powers / powers.sum(axis=-1, keepdims=True)).mean(axis=0))


def off_by(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Distance round the turn, in digits."""
    return np.abs((found - truth + 5) % 10 - 5)


def near_mass(phases: np.ndarray, reach: int = 5) -> np.ndarray:
    """Probability within `reach` bins of the best one."""
    best = phases.argmax(1)
    offsets = (best[:, None] + np.arange(-reach, reach + 1)[None]) % phases.shape[1]
    return np.asarray(np.take_along_axis(phases, offsets, axis=1).sum(1))


def fitted_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature under which the held-back truth is most probable."""
    near = off_by(np.arange(logits.shape[2])[None] / 10, truth[:, None]) <= LABEL

    def cost(temperature: float) -> float:
        return float(-np.log((mean_turn(logits, temperature) * near).sum(1) + 1e-6).mean())

    return float(min(np.arange(0.4, 3.0, 0.05), key=cost))


def report(name: str, phases: np.ndarray, legible: np.ndarray, truth: np.ndarray) -> None:
    """One line of figures: right within half a digit, mean error, and what is accepted wrong at two levels."""
    error, sure = off_by(phases.argmax(1) / 10, truth), near_mass(phases) * legible
    near = error[error <= 0.5]
    text = f"{name:8s} n {len(truth):5d}  within 0.5: {len(near) / len(error):.4f}  mean error of these {near.mean():.3f}"
    for level in (0.8, 0.95):
        kept = sure >= level
        text += f"  | {level}: answered {kept.mean():.3f} wrong {np.mean(error[kept] > 0.5) if kept.any() else 0:.4f}"
    print(text, flush=True)
