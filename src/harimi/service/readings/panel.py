"""The face of a panel of lamps to begin with: squares side by side in the middle of the picture, to be dragged into place."""

from decimal import Decimal
from typing import Any

from harimi.service.meters.states import Named, colours_of, count
from harimi.vision.face import Face

PART = 0.45
"""Side of a lamp as a share of its place in the row."""


def panel(width: int, height: int, names: Named) -> Face:
    """The face for a picture of so many pixels; lamps whose states are told apart by something else than colour are flags."""
    step = min(0.9 * width / len(names), 0.5 * height)
    first = width / 2 - step * (len(names) - 1) / 2
    displays = [
        _indicator(lamp, (first + n * step, height / 2), PART * step / 2)
        | {"id": lamp[0], "weight": Decimal(10) ** (len(names) - 1 - n)}
        for n, lamp in enumerate(names)
    ]
    return Face.model_validate({"size": [width, height], "displays": displays})


def _indicator(lamp: list[str], middle: tuple[float, float], half: float) -> dict[str, Any]:
    (x, y), lights = middle, colours_of(lamp)
    corners = [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]]
    return {"corners": corners} | ({"kind": "lamp", "lights": lights} if lights else {"kind": "flag", "ways": count(lamp)})
