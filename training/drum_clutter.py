"""What stands on meters beside the drums: print, dials, screws, bar codes, empty frames."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate import fonts
from harimi.vision.geometry import Image

Rng = np.random.Generator
_WORDS = (
    *("kWh", "m³", "220 V", "10-30 A", "50 Hz", "Nr.", "Q3 4,0", "R160 H", "CLASS B", "MONOPHASE", "TYPE", "qn 1,5", "m3/h"),
    *("10-30", "5(60)", "220", "230", "10 - 40", "3x230", "50", "600", "n 120", "1:50", "5-20"),
    *("PN 16", "30°C", "x0,1", "x0,001", "CE M17", "2 FILS", "WATER", "CUBIC FEET", "1 imp/l", "Made in", "AMP", "GAS", "max"),
)


def free(rng: Rng, occupied: np.ndarray, height: int, width: int) -> tuple[int, int] | None:
    """A place (x, y) for something of this size that covers nothing yet, or None."""
    side = len(occupied)
    if height >= side or width >= side:
        return None
    for _ in range(12):
        y, x = int(rng.integers(0, side - height)), int(rng.integers(0, side - width))
        if not occupied[y : y + height, x : x + width].any():
            occupied[y : y + height, x : x + width] = True
            return x, y
    return None


def _text(rng: Rng) -> str:
    """Numbers above all, some with their figures as far apart as on wheels."""
    text = _said(rng)
    return " ".join(text) if len(text) < 9 and rng.random() < 0.1 else text


def _said(rng: Rng) -> str:
    look = rng.random()
    if look < 0.45:
        return "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(2, 11))))
    if look < 0.6:
        return str(rng.choice(list("ABCDEMN№"))) + " " + "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(3, 9))))
    return str(rng.choice(_WORDS))


def printed(rng: Rng, base: Image, occupied: np.ndarray, faces: list[Path | None]) -> None:
    """Text on the plate: serial numbers, types, units; sometimes in a box as wheels are, which is the hardest of all."""
    height = int(np.exp(rng.uniform(np.log(9), np.log(70))))
    face = faces[int(rng.integers(len(faces)))]
    mask = (
        fonts.lettering(_text(rng), height, face, int(rng.integers(0, 2)), float(rng.uniform(0.7, 1.3))).astype(np.float32)
        / 255
    )
    margin = int(rng.integers(0, 10))
    mask = np.pad(mask, margin)
    at = free(rng, occupied, *mask.shape)
    if at is None:
        return
    x, y = at
    part = base[y : y + mask.shape[0], x : x + mask.shape[1]]
    if rng.random() < 0.2:
        part[:] = np.clip(rng.uniform(0, 255) + rng.normal(0, 10, 3), 0, 255).astype(np.uint8)
    dark = part.mean() > 128 if rng.random() < 0.93 else rng.random() < 0.5
    ink = np.clip((30 if dark else 225) + rng.normal(0, 30, 3), 0, 255)
    if rng.random() < 0.15:
        ink = np.array([40.0, 40, 200])
    part[:] = (part * (1 - mask[..., None]) + ink * mask[..., None]).astype(np.uint8)
    if margin > 2 and rng.random() < 0.3:
        cv2.rectangle(base, (x, y), (x + mask.shape[1] - 1, y + mask.shape[0] - 1), _ink(rng), int(rng.integers(1, 4)))


def _ink(rng: Rng) -> tuple[float, float, float]:
    tone = float(rng.choice([20.0, 235.0, 120.0])) + rng.normal(0, 15, 3)
    return (float(tone[0]), float(tone[1]), float(tone[2]))


def _dial(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    """A sub-dial with its own figures."""
    radius = int(rng.integers(16, 60))
    at = free(rng, occupied, 2 * radius + 2, 2 * radius + 2)
    if at is None:
        return
    x, y = at[0] + radius, at[1] + radius
    ink = _ink(rng)
    cv2.circle(base, (x, y), radius, ink, int(rng.integers(1, 4)), cv2.LINE_AA)
    for digit in range(10):
        turn = 2 * np.pi * digit / 10
        place = (int(x + 0.72 * radius * np.sin(turn) - radius * 0.1), int(y - 0.72 * radius * np.cos(turn) + radius * 0.1))
        cv2.putText(base, str(digit), place, cv2.FONT_HERSHEY_SIMPLEX, radius / 90, ink, 1 + radius // 40, cv2.LINE_AA)
    turn = rng.uniform(0, 2 * np.pi)
    tip = (int(x + 0.6 * radius * np.sin(turn)), int(y - 0.6 * radius * np.cos(turn)))
    cv2.line(base, (x, y), tip, _ink(rng), max(2, radius // 6), cv2.LINE_AA)


def _screw(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    radius = int(rng.integers(5, 20))
    at = free(rng, occupied, 2 * radius + 2, 2 * radius + 2)
    if at is None:
        return
    x, y = at[0] + radius, at[1] + radius
    cv2.circle(base, (x, y), radius, _ink(rng), -1, cv2.LINE_AA)
    turn = rng.uniform(0, np.pi)
    dx, dy = int(0.8 * radius * np.cos(turn)), int(0.8 * radius * np.sin(turn))
    cv2.line(base, (x - dx, y - dy), (x + dx, y + dy), _ink(rng), max(1, radius // 4), cv2.LINE_AA)


def _barcode(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    height, width = int(rng.integers(16, 60)), int(rng.integers(50, 200))
    at = free(rng, occupied, height, width)
    if at is None:
        return
    x, y = at
    bars = rng.random(width // 2) < 0.5
    base[y : y + height, x : x + 2 * len(bars)] = np.where(np.repeat(bars, 2)[None, :, None], 25, 235)


def _grid(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    """Empty boxes, slots and lines: frames without wheels."""
    height, width, count = int(rng.integers(12, 60)), int(rng.integers(8, 40)), int(rng.integers(1, 9))
    at = free(rng, occupied, height, width * count)
    if at is None:
        return
    ink, fill = _ink(rng), _ink(rng)
    for k in range(count):
        a = (at[0] + k * width, at[1])
        b = (a[0] + width - int(rng.integers(1, 5)), a[1] + height - 1)
        cv2.rectangle(base, a, b, fill if count > 2 else _ink(rng), -1)
        cv2.rectangle(base, a, b, ink, int(rng.integers(1, 3)))


def _lines(rng: Rng, base: Image, occupied: np.ndarray) -> None:
    at = free(rng, occupied, 20, 120)
    if at is None:
        return
    for _ in range(int(rng.integers(1, 6))):
        a = (int(at[0] + rng.integers(0, 120)), int(at[1] + rng.integers(0, 20)))
        b = (int(at[0] + rng.integers(0, 120)), int(at[1] + rng.integers(0, 20)))
        cv2.line(base, a, b, _ink(rng), int(rng.integers(1, 5)), cv2.LINE_AA)


SHAPES: tuple[Callable[[Rng, Image, np.ndarray], None], ...] = (_dial, _screw, _barcode, _grid, _lines)


def litter(rng: Rng, base: Image, occupied: np.ndarray, faces: list[Path | None]) -> None:
    """Print and shapes wherever the plate is still free."""
    for _ in range(int(rng.integers(2, 14))):
        printed(rng, base, occupied, faces)
    for _ in range(int(rng.integers(0, 5))):
        SHAPES[int(rng.integers(len(SHAPES)))](rng, base, occupied)
