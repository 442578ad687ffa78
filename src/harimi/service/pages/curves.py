"""The points of a span's curve with its companions: what it is compared with, and the flags of notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harimi.service.meters.models import Register
from harimi.service.meters.seeing import EVERYTHING, Window
from harimi.service.pages.comparing import Other
from harimi.service.pages.spans import Span
from harimi.service.readings.annotating import annotations
from harimi.service.readings.series import points
from harimi.service.readings.thinning import Point

LETTERS = {"estimated": "e", "confirmed": "c", "corrected": "x", "rejected": "r", "unreadable": "u"}


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn: the curve, the moments that count for nothing, the other curve on our times, and the flags."""

    seen: Sequence[Point]
    lost: Sequence[Point]
    other: Sequence[Point]
    flags: Sequence[tuple[datetime, str]]


def curve_of(register: Register, span: Span, window: Window, other: Other | None, *, buckets: int) -> Line:
    """See `Line`; nothing of it lies outside the window. Notes are for those who see everything."""
    seen, lost = points(register, *window.cut(span.start, span.end), buckets)
    notes = annotations(register.meter, span.start, span.end) if window == EVERYTHING else []
    flags = [(one.at, one.text) for one in notes]
    return Line(seen, lost, [] if other is None else _aligned(seen, register, other, buckets), flags)


def _aligned(seen: Sequence[Point], register: Register, other: Other, buckets: int) -> list[Point]:
    """The other curve in our unit and on our times; a counter's begins where ours does, since totals say nothing."""
    found = points(other.register, other.span.start, other.span.end, buckets)[0]
    finer = 10.0 ** (register.decimals - other.register.decimals)
    values = [round((one.value or 0) * finer) for one in found]
    lift = (seen[0].value or 0) - values[0] if register.counts_up and seen and values else 0
    return [one._replace(at=one.at + other.shift, value=value + lift) for one, value in zip(found, values, strict=True)]


def columns(line: Line, register: Register, span: Span) -> dict[str, Any]:
    """As columns; a value that is null ends a stretch, a time is told as seconds since the one before it."""
    seen = _broken(line.seen)
    other = _broken(line.other)
    return {
        "start": int(span.start.timestamp()),
        "end": int(span.end.timestamp()),
        "decimals": register.decimals,
        "t": _steps(seen),
        "v": [one.value for one in seen],
        "s": "".join(LETTERS[one.state] for one in seen),
        "a": [one.attempt for one in seen],
        "lost": {
            "t": _steps(line.lost),
            "s": "".join(LETTERS[one.state] for one in line.lost),
            "a": [one.attempt for one in line.lost],
        },
        "other": {"t": _steps(other), "v": [one.value for one in other]},
        "flags": [[round(at.timestamp()), text] for at, text in line.flags],
    }


def _steps(points: Sequence[Point]) -> list[int]:
    times = [round(one.at) for one in points]
    return [later - earlier for earlier, later in zip([0, *times], times, strict=False)]


def _broken(points: Sequence[Point]) -> list[Point]:
    """With a point of no value wherever a silence was."""
    found: list[Point] = []
    for one in points:
        if found and found[-1].stretch != one.stretch:
            found.append(Point((found[-1].at + one.at) / 2, None, one.state, None, one.stretch))
        found.append(one)
    return found
