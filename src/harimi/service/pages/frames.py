"""The part of a photograph that a person chose in the browser, as a form carries it: four shares, `x,y,width,height`."""

from harimi.service.devices.models import Frame

LEAST = 0.02
"""The least share of a side that shows anything."""


def frame_of(typed: str) -> Frame | None:
    """The part; None where none was chosen or what was sent is none."""
    try:
        x, y, width, height = (float(part) for part in typed.split(","))
    except ValueError:
        return None
    inside = 0 <= x < 1 and 0 <= y < 1 and LEAST <= width <= 1.0001 - x and LEAST <= height <= 1.0001 - y
    return Frame(x, y, min(width, 1 - x), min(height, 1 - y)) if inside else None
