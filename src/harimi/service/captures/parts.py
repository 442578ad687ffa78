"""A camera that sends only a part of its view: what it sent, and where in it lies what is to be kept.

All shares are of the upright picture's sides, from its upper left corner.
"""

from math import isfinite

from harimi.service.devices.models import Frame

CLOSE = 0.004
"""How far a part may fall short of what is to be kept: a camera rounds to whole pixels, and to few decimals."""


def part_of(text: str) -> Frame | None:
    """`x,y,width,height` as a camera writes it; None for the whole view. Raises a `ValueError` that says what is wrong."""
    try:
        x, y, width, height = (float(word) for word in text.split(","))
    except ValueError as error:
        raise ValueError(f"{text[:60]!r} is no part; write x,y,width,height as shares, like 0.25,0.1,0.5,0.4") from error
    if not all(isfinite(one) for one in (x, y, width, height)) or min(x, y) < 0 or min(width, height) <= 0:
        raise ValueError(f"{text[:60]!r} is no part; x and y are at least 0, width and height more than 0")
    if max(x, y) >= 1 or x + width > 1 + CLOSE or y + height > 1 + CLOSE:
        raise ValueError(f"{text[:60]!r} reaches beyond the picture; x + width and y + height are at most 1")
    part = Frame(x, y, min(width, 1 - x), min(height, 1 - y))
    return None if (part.x, part.y, part.width, part.height) == (0, 0, 1, 1) else part


def covers(part: Frame, frame: Frame) -> bool:
    """Whether the part shows all of the frame."""
    left, top = part.x <= frame.x + CLOSE, part.y <= frame.y + CLOSE
    right = part.x + part.width >= frame.x + frame.width - CLOSE
    return left and top and right and part.y + part.height >= frame.y + frame.height - CLOSE


def within(part: Frame | None, frame: Frame) -> Frame | None:
    """What of the frame the part shows, in shares of the part; None where it shows nothing of it."""
    if part is None:
        return frame
    x0, x1 = _span(frame.x, frame.width, part.x, part.width)
    y0, y1 = _span(frame.y, frame.height, part.y, part.height)
    return None if x1 <= x0 or y1 <= y0 else Frame(x0, y0, x1 - x0, y1 - y0)


def of_view(part: Frame | None, inside: Frame) -> Frame:
    """What a piece of the part is in shares of the whole view."""
    if part is None:
        return inside
    x, y = part.x + inside.x * part.width, part.y + inside.y * part.height
    return Frame(x, y, inside.width * part.width, inside.height * part.height)


def shares(frame: Frame) -> list[float]:
    """The frame as a row keeps it."""
    return [frame.x, frame.y, frame.width, frame.height]


def _span(at: float, length: float, start: float, whole: float) -> tuple[float, float]:
    """From where to where, as shares of what begins at `start` and is `whole` long."""
    return max(0.0, (at - start) / whole), min(1.0, (at + length - start) / whole)
