"""The part of a picture that matters, so that a person sees its figures large."""

from harimi.service.pages.overlay import Overlay

ROOM, LEAST = 0.35, 0.25
"""What is shown around what was read, as a share of its longer side; the least share of the picture's own sides."""


def closeup(drawn: Overlay) -> str:
    """The view box of an SVG around everything that was read; the whole picture where nothing was."""
    points = [tuple(map(float, pair.split(","))) for shape in drawn.shapes for pair in shape.points.split()]
    if not points:
        return f"0 0 {drawn.width} {drawn.height}"
    left, right, top, bottom = *_ends([x for x, _ in points]), *_ends([y for _, y in points])
    room = ROOM * max(right - left, bottom - top)
    x, width = _side(left - room, right + room, drawn.width)
    y, height = _side(top - room, bottom + room, drawn.height)
    return f"{x:.0f} {y:.0f} {width:.0f} {height:.0f}"


def _ends(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def _side(low: float, high: float, whole: int) -> tuple[float, float]:
    """Beginning and length inside the picture."""
    short = LEAST * whole - (high - low)
    if short > 0:
        low, high = low - short / 2, high + short / 2
    low, high = max(0.0, low), min(float(whole), high)
    return low, high - low
