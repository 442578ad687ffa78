"""What stands around a display and is none: walls, print, codes, knobs, printed counters."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.fonts import lettering

Rng = np.random.Generator


@dataclass(frozen=True)
class Fonts:
    """Font files for variety: those of segments for the digits, the others for what is printed around."""

    segments: tuple[Path, ...] = ()
    print: tuple[Path, ...] = ()


def covered(place: np.ndarray, at: tuple[int, int], shape: tuple[int, ...]) -> bool:
    low, high = place.min(0), place.max(0)
    return bool(low[0] < at[0] + shape[1] and high[0] > at[0] and low[1] < at[1] + shape[0] and high[1] > at[1])


def wall(rng: Rng, size: tuple[int, int]) -> np.ndarray:
    """A surface: one colour, stains of several sizes, sometimes a strong grain."""
    colour = rng.uniform(20, 240) * np.exp(rng.normal(0, rng.choice([0.03, 0.3]), 3))
    wall = np.ones((*size, 3), np.float32) * colour.astype(np.float32)
    for cells in (4, 16, 64, 160):
        grid = rng.normal(0, 1, (cells, cells, 3 if rng.random() < 0.3 else 1)).astype(np.float32)
        grain = cv2.resize(grid, size[::-1], interpolation=cv2.INTER_CUBIC).reshape(*size, -1)
        wall += grain * rng.exponential(6)
    return np.clip(wall, 0, 255).astype(np.uint8)


def clutter(image: np.ndarray, rng: Rng, fonts: Fonts) -> None:
    """Draws one thing that is no display into `image`."""
    height, width = image.shape[:2]
    x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
    a, b = int(rng.integers(8, 260)), int(rng.integers(8, 160))
    colour = [float(channel) for channel in rng.uniform(0, 255) * np.exp(rng.normal(0, 0.3, 3))]
    kind = int(rng.integers(6))
    if kind == 0:
        cv2.rectangle(image, (x, y), (x + a, y + b), colour, int(rng.choice([-1, 1, 2, 4, 8])), cv2.LINE_AA)
    elif kind == 1:
        cv2.ellipse(
            image,
            (x, y),
            (a // 3, int(a // 3 * rng.uniform(0.7, 1))),
            0,
            0,
            360,
            colour,
            int(rng.choice([-1, 2, 5])),
            cv2.LINE_AA,
        )
    elif kind == 2:
        cv2.line(image, (x, y), (x + a - 100, y + b - 60), colour, int(rng.integers(1, 8)), cv2.LINE_AA)
    elif kind == 3:
        _bars(image, rng, x, y, a, max(10, b // 2))
    elif kind == 4:
        _counter(image, rng, fonts, (x, y))
    else:
        word(image, rng, fonts)


def _bars(image: np.ndarray, rng: Rng, x: int, y: int, width: int, height: int) -> None:
    """A bar code."""
    cv2.rectangle(image, (x, y), (x + width, y + height), (235, 235, 235), -1)
    place = x + 4
    while place < x + width - 4:
        bar = int(rng.integers(1, 5))
        cv2.rectangle(image, (place, y + 3), (place + bar, y + height - 3), (20, 20, 20), -1)
        place += bar + int(rng.integers(2, 7))


def _counter(image: np.ndarray, rng: Rng, fonts: Fonts, at: tuple[int, int]) -> None:
    """A row of printed figures in little windows, as wheels show them: digits, but not of strokes."""
    tall = int(rng.integers(16, 80))
    path = fonts.print[int(rng.integers(len(fonts.print)))] if fonts.print else None
    x, y = at
    dark = rng.random() < 0.5
    for _ in range(int(rng.integers(3, 9))):
        wide = round(tall * 0.9)
        cv2.rectangle(
            image, (x, y - tall // 4), (x + wide, y + tall + tall // 4), (25, 25, 25) if dark else (225, 225, 225), -1
        )
        _ink(image, lettering(str(rng.integers(10)), tall, path), (x + wide // 5, y), (235, 235, 235) if dark else (25, 25, 25))
        x += round(wide * 1.15)


def word(image: np.ndarray, rng: Rng, fonts: Fonts, keep_off: dict[str, np.ndarray] | None = None) -> None:
    """A printed word or number; with `keep_off` only where no digit of a display is."""
    tall = int(np.exp(rng.uniform(np.log(10), np.log(70))))
    path = fonts.print[int(rng.integers(len(fonts.print)))] if fonts.print else None
    mask = lettering(_printed(rng), tall, path, bold=int(rng.integers(0, 3)))
    at = (int(rng.integers(0, image.shape[1])), int(rng.integers(0, image.shape[0])))
    places = (keep_off or {}).values()
    if any(covered(place, (at[0] - 4, at[1] - 4), (mask.shape[0] + 8, mask.shape[1] + 8)) for place in places):
        return
    shade = float(rng.uniform(0, 255))
    _ink(image, mask, at, (shade, shade, shade))


def _printed(rng: Rng) -> str:
    words = (
        "LITRES",
        "kWh",
        "Kamera",
        "MULTI",
        "220-240V",
        "CREUSE",
        "TOTAL",
        "No 12345",
        "SELECT",
        "Type B",
        "m3",
        "CE",
        "ON",
        "TÜV",
    )
    if rng.random() < 0.5:
        return str(rng.choice(words))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./ 0123456789"
    return "".join(rng.choice(list(letters), int(rng.integers(2, 12)))) + "x"


def _ink(image: np.ndarray, mask: np.ndarray, at: tuple[int, int], colour: tuple[float, float, float]) -> None:
    part = image[at[1] : at[1] + mask.shape[0], at[0] : at[0] + mask.shape[1]]
    cover = mask[: part.shape[0], : part.shape[1], None].astype(np.float32) / 255
    part[...] = np.clip(part * (1 - cover) + np.array(colour, np.float32) * cover, 0, 255)
