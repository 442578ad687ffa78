"""Hard rows whose place is known: things lying on the digits, and a minus of lamps with bloom.

`python -m training.segment_hard [--rows N]` draws rows in typefaces that no network saw, reads each at its own outline,
marked as carelessly as people do, and prints how many would be published and how many of these are wrong.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.simulate.segment_styles import any_style
from harimi.simulate.segments import draw_segments
from harimi.vision.decode.number import decode_number
from harimi.vision.decode.verdict import PUBLISH
from harimi.vision.displays.segments import read_segments
from harimi.vision.face import Segments
from harimi.vision.geometry import quad
from training.bench.table import share
from training.segment_clutter import Fonts
from training.segment_covers import covered
from training.segment_data import held_back
from training.segment_glass import reflected
from training.segment_scenes import taken

Rng = np.random.Generator
SHARES = (0.02, 0.05, 0.15, 0.3)
"""How much of a row is covered."""


@dataclass(frozen=True)
class Row:
    """A photograph of one display, its outline as it was marked, and what it shows."""

    image: np.ndarray
    display: Segments
    truth: Decimal


def any_row(rng: Rng, fonts: Fonts, hidden: float = 0.0) -> Row:
    """Any display with any number without a sign, of whose row something hides the share `hidden`."""
    digits = int(rng.integers(3, 9))
    decimals = int(rng.integers(0, min(4, digits)))
    value = Decimal(int(10 ** rng.uniform(0, digits))).scaleb(-decimals)
    drawing = draw_segments(_text(value, digits, decimals), any_style(rng, fonts.segments), rng)
    drawing = replace(drawing, image=reflected(drawing.image, rng))
    if hidden:
        drawing = replace(drawing, image=covered(drawing.image, drawing.points["corners"], rng, hidden)[0])
    return _row(drawing, digits, decimals, value, rng)


def minus_of_lamps(rng: Rng, fonts: Fonts) -> Row:
    """Lamps with bloom that show a negative number."""
    while not (style := any_style(rng, fonts.segments)).glow:
        pass
    digits, decimals = int(rng.integers(3, 7)), int(rng.integers(0, 2))
    value = -Decimal(int(rng.integers(1, 10 ** (digits - 1)))).scaleb(-decimals)
    style = replace(style, bloom=float(rng.uniform(0.05, 0.2)))
    return _row(draw_segments(_text(value, digits, decimals), style, rng), digits, decimals, value, rng)


def signed(row: Row) -> Row:
    """The same display, of which its owner said that it can show a minus."""
    return replace(row, display=row.display.model_copy(update={"signed": True}))


def _text(value: Decimal, digits: int, decimals: int) -> str:
    return f"{value:.{decimals}f}".rjust(digits + (decimals > 0))


def _row(drawing: Drawing, digits: int, decimals: int, value: Decimal, rng: Rng) -> Row:
    image = cv2.copyMakeBorder(drawing.image, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=rng.uniform(0, 255, 3).tolist())
    points = {name: place + 30 for name, place in drawing.points.items()}
    seen = taken(Drawing(image, points), _tall(points), rng)
    corners = seen.points["corners"] + rng.normal(0, 0.03, (4, 2)) * _tall(seen.points)
    return Row(seen.image, Segments(corners=quad(corners), digits=digits, decimals=decimals), value)


def _tall(points: dict[str, np.ndarray]) -> int:
    return round(float(np.linalg.norm(points["corners"][0] - points["corners"][3])))


def line(name: str, rows: int, make: Callable[[Rng], Row], seed: int) -> str:
    """A line of the table: of so many rows the share published, and of these the share wrong, with their bounds."""
    published, wrong = 0, 0
    for n in range(rows):
        row = make(np.random.default_rng([seed, n]))
        rivals = decode_number(row.display, read_segments(row.image, row.display))
        if rivals and rivals[0].probability >= PUBLISH:
            published += 1
            wrong += rivals[0].value != row.truth
    return f"| {name} | {share(published, rows, 0)} | {share(wrong, published, 1, 2)} |"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype"))
    parser.add_argument("--rows", type=int, default=600)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    fonts, rows = held_back(arguments.fonts), arguments.rows
    print(f"| {rows} rows each | published | of these wrong |\n|---|--:|--:|")
    print(line("nothing on the glass", rows, lambda rng: any_row(rng, fonts), 611))
    for part in SHARES:
        print(line(f"{part:.0%} covered", rows, lambda rng, part=part: any_row(rng, fonts, part), 612), flush=True)  # type: ignore[misc]
    print(line("minus of lamps", rows, lambda rng: minus_of_lamps(rng, fonts), 613))
    print(line("minus of lamps, signed", rows, lambda rng: signed(minus_of_lamps(rng, fonts)), 613))
    print(line("nothing on the glass, signed", rows, lambda rng: signed(any_row(rng, fonts)), 611))


if __name__ == "__main__":
    main()
