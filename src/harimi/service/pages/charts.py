"""Curves and bars as plain SVG, drawn by the server: they stand on the page without any script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor, log10

from harimi.service.meters.models import Register
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.slots import Slot
from harimi.service.pages.spans import Span
from harimi.service.pages.texts import text
from harimi.service.pages.ticks import Tick, times
from harimi.service.readings.thinning import Point

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 96.0, 24.0, 12.0, 28.0
DOTTED = 100
"""A curve of more points shows only those that a person corrected as dots of their own."""
SHAPES = {
    "estimated": "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
    "confirmed": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "corrected": "M0-5.5 5.5 0 0 5.5-5.5 0z",
    "rejected": "M-4-4 4 4M-4 4 4-4",
    "unreadable": "M0-5V3",
}
"""States differ by their form, not by colour alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point or a bar with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    title: str
    state: str = ""
    attempt: int | None = None

    @property
    def shape(self) -> str:
        """The form of a point."""
        return SHAPES.get(self.state, SHAPES["estimated"])


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws; `other` is what it is compared with."""

    path: str
    other: str
    marks: tuple[Mark, ...]
    others: tuple[Mark, ...]
    flags: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def curve(
    seen: Sequence[Point],
    lost: Sequence[Point],
    register: Register,
    span: Span,
    *,
    other: Sequence[Point] = (),
    flags: Sequence[tuple[datetime, str]] = (),
) -> Chart | None:
    """Values over time, another time's beside them; what counts for nothing is marked below."""
    if not seen and not lost and not other:
        return None
    low, high, step = _scale([one.value or 0 for one in (*seen, *other)] or [0])
    dotted = seen if len(seen) <= DOTTED else [one for one in seen if one.state == "corrected"][:DOTTED]
    marks = [_point(one, _y(one.value or 0, low, high), register, span) for one in dotted]
    marks += [_point(one, HEIGHT - BOTTOM - 4, register, span) for one in lost]
    flagged = tuple(Mark(x_of(at.timestamp(), span), TOP, 0, 0, note) for at, note in flags)
    return Chart(
        _path(seen, span, low, high),
        _path(other, span, low, high),
        tuple(marks),
        (),
        flagged,
        times_of(span),
        _values(low, high, step, register.decimals),
    )


def bars(slots: Sequence[Slot], register: Register, span: Span) -> Chart | None:
    """Usage by hour, day, month or year, another time's beside it."""
    known = [amount for one in slots for amount in (one.amount, one.other) if amount is not None]
    if not known:
        return None
    low, high, step = _scale([0, *known])
    pairs = any(one.other is not None for one in slots)
    marks = tuple(_bar(one, one.amount, register, span, (low, high), 0, pairs) for one in slots if one.amount is not None)
    others = tuple(_bar(one, one.other, register, span, (low, high), 1, pairs) for one in slots if one.other is not None)
    return Chart("", "", marks, others, (), times_of(span), _values(low, high, step, register.usage_decimals))


def x_of(at: float, span: Span) -> float:
    """Where a moment, in seconds since 1970, is drawn."""
    begun, ends = span.start.timestamp(), span.end.timestamp()
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (at - begun) / (ends - begun), 1)


def _y(value: float, low: float, high: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low)), 1)


def _path(points: Sequence[Point], span: Span, low: float, high: float) -> str:
    """A line for each stretch: nobody knows what was in a silence."""
    drawn, stretch = [], None
    for one in points:
        drawn.append(f"{'L' if one.stretch == stretch else 'M'}{x_of(one.at, span):g} {_y(one.value or 0, low, high):g}")
        stretch = one.stretch
    return "".join(drawn)


def _point(one: Point, y: float, register: Register, span: Span) -> Mark:
    at = datetime.fromtimestamp(one.at, UTC).astimezone(span.zone)
    value = f"  {shown(one.value, register.decimals)} {unit_shown(register.unit)}" if one.value is not None else ""
    title = f"{at:%m-%d %H:%M}{value}  {text(f'state.{one.state}')}"
    return Mark(x_of(one.at, span), y, 0, 0, title, one.state, one.attempt)


def _bar(
    one: Slot, amount: int | None, register: Register, span: Span, ends: tuple[float, float], place: int, pairs: bool
) -> Mark:
    value = amount or 0
    left, right = max(x_of(one.start.timestamp(), span), LEFT), min(x_of(one.end.timestamp(), span), WIDTH - RIGHT)
    wide = (right - left) * (0.36 if pairs else 0.7)
    top, bottom = _y(max(value, 0), *ends), _y(min(value, 0), *ends)
    words = one.other_words if place else one.words
    title = f"{words}  {shown(value, register.usage_decimals)} {unit_shown(register.unit)}"
    x = left + (right - left) * 0.14 + place * wide
    return Mark(round(x, 1), top, round(max(1.0, wide), 1), round(max(0.5, bottom - top), 1), title)


def _scale(values: list[int]) -> tuple[float, float, float]:
    """Lowest and highest value of the grid and its step: 1, 2 or 5 times a power of ten."""
    low, high = min(values), max(values)
    raw = max(1.0, (high - low) / 4)
    power = 10 ** floor(log10(raw))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= raw)
    first, last = floor(low / step) * step, ceil(high / step) * step
    return first, last if last > first else first + step, step


def _values(low: float, high: float, step: float, decimals: int) -> tuple[Tick, ...]:
    count = round((high - low) / step)
    return tuple(Tick(_y(low + n * step, low, high), shown(round(low + n * step), decimals)) for n in range(count + 1))


def times_of(span: Span) -> tuple[Tick, ...]:
    """The times along the lower edge."""
    return tuple(Tick(x_of(at.timestamp(), span), label) for at, label in times(span))
