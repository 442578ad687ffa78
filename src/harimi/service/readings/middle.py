"""A face to drag into place, where vision finds none: displays of the declared kind in the middle of the picture."""

from decimal import Decimal
from typing import Any

import numpy as np

from harimi.vision.face import Face
from harimi.vision.find.proposal import Declared

USUAL = {"drums": 5, "segments": 5, "dials": 4}
"""Digits that most such meters have."""


def in_the_middle(width: int, height: int, declared: Declared) -> Face:
    """The face for a picture of so many pixels."""
    if declared.kind == "dial" and declared.range is not None:
        displays = [_gauge(width, height, declared.range)]
    elif declared.kind == "scale" and declared.range is not None:
        displays = [_scale(width, height, declared.range)]
    elif declared.kind == "dials":
        displays = _clocks(width, height, declared)
    else:
        displays = [_row(width, height, declared)]
    return Face.model_validate({"size": [width, height], "unit": declared.unit, "displays": displays})


def _row(width: int, height: int, declared: Declared) -> dict[str, Any]:
    x0, x1, y0, y1 = 0.2 * width, 0.8 * width, 0.42 * height, 0.58 * height
    corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
    digits = declared.digits or USUAL[declared.kind]
    return {"kind": declared.kind, "corners": corners, "digits": digits, "decimals": declared.decimals or 0}


def _gauge(width: int, height: int, ends: tuple[Decimal, Decimal]) -> dict[str, Any]:
    values = (ends[0], (ends[0] + ends[1]) / 2, ends[1])
    return _dial((width / 2, height / 2), 0.35 * min(width, height), dict(zip((-135.0, 0.0, 135.0), values, strict=True)))


def _scale(width: int, height: int, ends: tuple[Decimal, Decimal]) -> dict[str, Any]:
    """An upright strip with both ends of the range on it, the lowest value at its foot."""
    half, top, foot = 0.04 * min(width, height), 0.12 * height, 0.88 * height
    corners = [[width / 2 - half, top], [width / 2 + half, top], [width / 2 + half, foot], [width / 2 - half, foot]]
    places = (0.84 * height, 0.16 * height)
    points = [{"at": (width / 2, y), "value": value} for y, value in zip(places, ends, strict=True)]
    return {"kind": "scale", "corners": corners, "points": points}


def _clocks(width: int, height: int, declared: Declared) -> list[dict[str, Any]]:
    """A row of clock dials; the lowest one turns as a clock does, and each turns against its neighbour."""
    count, decimals = declared.digits or USUAL["dials"], declared.decimals or 0
    step = 0.9 * width / count
    radius = min(0.42 * step, 0.35 * height)
    return [
        _dial((0.05 * width + (n + 0.5) * step, height / 2), radius, _clock((count - n) % 2 == 1))
        | {"id": f"dial{n + 1}", "wraps": 10, "weight": Decimal(10) ** (count - 1 - n - decimals)}
        for n in range(count)
    ]


def _clock(onwards: bool) -> dict[float, Decimal]:
    sign = 1 if onwards else -1
    return {0.0: Decimal(0), 90.0 * sign: Decimal("2.5"), 180.0: Decimal(5), 270.0 * sign: Decimal("7.5")}


def _dial(middle: tuple[float, float], radius: float, marks: dict[float, Decimal]) -> dict[str, Any]:
    """A dial with values at angles from the top, in degrees clockwise."""
    x, y = middle
    points = [
        {"at": (x + radius * np.sin(np.radians(turn)), y - radius * np.cos(np.radians(turn))), "value": value}
        for turn, value in marks.items()
    ]
    corners = [[x - radius, y - radius], [x + radius, y - radius], [x + radius, y + radius], [x - radius, y + radius]]
    return {"kind": "dial", "corners": corners, "points": points}
