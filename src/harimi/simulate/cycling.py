"""An electricity meter whose display shows several pages in turn, each with its own sign under the same row of digits."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import lettering
from harimi.simulate.meters import SIZE
from harimi.simulate.segments import SegmentStyle, draw_segments
from harimi.vision.face import Face, Segments, Sign
from harimi.vision.geometry import Image, quad

_AT = (100, 110)
_CRYSTAL = SegmentStyle(height=58, slant=0.08, margin=(0.5, 0.4, 0.5, 1.1))
_SIGN = 22
"""Height of a sign's capital letters, pixels."""


@dataclass(frozen=True)
class CyclingMeter:
    """Pages in turn: `signs[k]` is lit on page `k`.

    Either each sign has a place of its own, as on most crystals, or all stand in one `shared` place. `ghost` is how strongly
    the unlit signs and strokes show.
    """

    signs: tuple[str, ...] = ("kWh", "kW", "T2")
    shared: bool = False
    ghost: float = 0.05
    style: SegmentStyle = _CRYSTAL
    digits: int = 8
    decimals: int = 2

    def face(self, page: int, *, all_signs: bool = False) -> Face:
        """The face that wants `page`, as marked by hand: its sign must be lit and, with `all_signs`, every other one unlit."""
        drawn = self._row("0" * self.digits)
        wanted = {page: True} | (dict.fromkeys(set(range(len(self.signs))) - {page}, False) if all_signs else {})
        signs = tuple(Sign(corners=quad(self._box(k, drawn)), lit=lit) for k, lit in sorted(wanted.items()))
        corners = quad(drawn.points["corners"] + _AT)
        row = Segments(corners=corners, digits=self.digits, decimals=self.decimals, page=signs)
        return Face(size=SIZE, unit="kWh", displays=(row,))

    def draw(self, text: str, page: int | None) -> Image:
        """The meter showing `text` on `page`; on None it sleeps, and nothing is lit."""
        canvas = _case()
        drawn = self._row(text if page is not None else " " * self.digits)
        height, width = drawn.image.shape[:2]
        canvas[_AT[1] : _AT[1] + height, _AT[0] : _AT[0] + width] = drawn.image
        for k, sign in enumerate(self.signs):
            strength = 1.0 if k == page else 0.0 if self.shared else self.ghost
            self._letter(canvas, sign, self._place(k, drawn), strength)
        return canvas

    def _row(self, text: str) -> Drawing:
        return draw_segments(text, replace(self.style, ghost=self.ghost))

    def _place(self, k: int, drawn: Drawing) -> tuple[int, int]:
        """Upper left of sign `k` in the picture: under the row, in the margin of the panel."""
        below = int(drawn.points["corners"][2, 1]) + 18 + _AT[1]
        return _AT[0] + 60 + (0 if self.shared else 110 * k), below

    def _box(self, k: int, drawn: Drawing) -> np.ndarray:
        x, y = self._place(k, drawn)
        widths = [lettering(sign, _SIGN).shape[1] for sign in self.signs]
        wide = max(widths) if self.shared else widths[k]
        box = np.array([[-4, -4], [wide + 4, -4], [wide + 4, _SIGN + 4], [-4, _SIGN + 4]], float)
        return box + (x, y) - 0.5

    def _letter(self, canvas: Image, text: str, at: tuple[int, int], strength: float) -> None:
        mask = lettering(text, _SIGN)[..., None] / 255 * strength
        x, y = at
        place = canvas[y : y + mask.shape[0], x : x + mask.shape[1]]
        place[:] = (place * (1 - mask) + np.array(self.style.ink) * mask).astype(np.uint8)


def _case() -> Image:
    rough = np.random.default_rng(5).normal(0, 1, (SIZE[1] // 4, SIZE[0] // 4)).astype(np.float32)
    grain = cv2.resize(rough, SIZE, interpolation=cv2.INTER_CUBIC)[..., None] * 7
    canvas = np.clip(np.array((200, 205, 208), np.float32) + grain, 0, 255).astype(np.uint8)
    cv2.rectangle(canvas, (50, 40), (590, 460), (228, 232, 232), -1)
    cv2.rectangle(canvas, (50, 40), (590, 460), (150, 155, 158), 3)
    for n, text in enumerate(("1P3W 100V 60A 50Hz", "No. H 318 240 11", "1000 imp/kWh")):
        mask = lettering(text, 15)[..., None] / 255
        place = canvas[340 + 32 * n : 340 + 32 * n + mask.shape[0], 90 : 90 + mask.shape[1]]
        place[:] = (place * (1 - mask) + np.array((40, 40, 44)) * mask).astype(np.uint8)
    cv2.circle(canvas, (470, 390), 9, (60, 60, 200), -1)
    return canvas
