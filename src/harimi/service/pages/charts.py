"""Curves and bars as plain SVG, drawn by the server: they stand on the page without any script."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, log10
from zoneinfo import ZoneInfo

from harimi.service.meters.models import Register
from harimi.service.meters.values import shown
from harimi.service.pages.spans import Span
from harimi.service.readings.models import Reading, Usage

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 96.0, 24.0, 12.0, 28.0
MOST = 800
"""Points of a curve; a longer one shows the lowest and the highest of each stretch."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its label, in the drawing's units."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point or a bar with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    title: str
    state: str
    attempt: int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws."""

    path: str
    marks: tuple[Mark, ...]
    gaps: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def curve(readings: list[Reading], register: Register, span: Span, zone: ZoneInfo) -> Chart | None:
    """Values over time; moments that could not be read are marked below."""
    seen = _thinned([reading for reading in readings if reading.value is not None and reading.state != "rejected"])
    lost = [reading for reading in readings if reading.value is None]
    if not seen and not lost:
        return None
    low, high, step = _scale([reading.value or 0 for reading in seen] or [0])
    places = [(_x(reading.at, span), _y(reading.value or 0, low, high)) for reading in seen]
    marks = tuple(_point(reading, x, y, register, zone) for reading, (x, y) in zip(seen, places, strict=True))
    gaps = tuple(_gap(reading, span, zone) for reading in lost)
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places) if places else ""
    return Chart(path, marks, gaps, _times(span), _values(low, high, step, register))


def bars(usage: list[Usage], register: Register, span: Span, zone: ZoneInfo) -> Chart | None:
    """Usage by hour, day or month."""
    if not usage:
        return None
    low, high, step = _scale([0, *(one.amount for one in usage)])
    slots = {"day": 24, "month": 31, "year": 12}[span.kind]
    wide = max(3.0, (WIDTH - LEFT - RIGHT) / slots * 0.7)
    shift = (WIDTH - LEFT - RIGHT) / slots * 0.15
    marks = tuple(_bar(one, register, span, zone, (low, high), wide, shift) for one in usage)
    return Chart("", marks, (), _times(span), _values(low, high, step, register))


def _x(at: datetime, span: Span) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * ((at - span.start) / (span.end - span.start))


def _y(value: float, low: float, high: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))


def _point(reading: Reading, x: float, y: float, register: Register, zone: ZoneInfo) -> Mark:
    title = f"{reading.at.astimezone(zone):%m-%d %H:%M}  {shown(reading.value, register.decimals)} {register.unit}"
    return Mark(round(x, 1), round(y, 1), 0, 0, title, reading.state, reading.attempt_id)


def _gap(reading: Reading, span: Span, zone: ZoneInfo) -> Mark:
    x = _x(reading.at, span)
    return Mark(
        round(x, 1), HEIGHT - BOTTOM, 0, 0, f"{reading.at.astimezone(zone):%m-%d %H:%M}", reading.state, reading.attempt_id
    )


def _bar(
    one: Usage, register: Register, span: Span, zone: ZoneInfo, ends: tuple[float, float], wide: float, shift: float
) -> Mark:
    top, floor_ = _y(max(one.amount, 0), *ends), _y(min(one.amount, 0), *ends)
    form = {"hour": "%m-%d %H:%M", "day": "%m-%d", "month": "%Y-%m"}[one.period]
    title = f"{one.start.astimezone(zone).strftime(form)}  {shown(one.amount, register.decimals)} {register.unit}"
    return Mark(
        round(_x(one.start, span) + shift, 1), round(top, 1), round(wide, 1), round(max(0.5, floor_ - top), 1), title, "", None
    )


def _thinned(readings: list[Reading]) -> list[Reading]:
    """Of a long curve the lowest and the highest of each stretch: no spike is lost."""
    if len(readings) <= MOST:
        return readings
    size = ceil(len(readings) / (MOST / 2))
    kept: list[Reading] = []
    for start in range(0, len(readings), size):
        part = readings[start : start + size]
        ends = {min(part, key=lambda one: one.value or 0).at, max(part, key=lambda one: one.value or 0).at}
        kept += [one for one in part if one.at in ends]
    return kept


def _scale(values: list[int]) -> tuple[float, float, float]:
    """Lowest and highest value of the grid and its step: 1, 2 or 5 times a power of ten."""
    low, high = min(values), max(values)
    raw = max(1.0, (high - low) / 4)
    power = 10 ** floor(log10(raw))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= raw)
    first, last = floor(low / step) * step, ceil(high / step) * step
    return first, last if last > first else first + step, step


def _values(low: float, high: float, step: float, register: Register) -> tuple[Tick, ...]:
    count = round((high - low) / step)
    return tuple(
        Tick(round(_y(low + n * step, low, high), 1), shown(round(low + n * step), register.decimals)) for n in range(count + 1)
    )


def _times(span: Span) -> tuple[Tick, ...]:
    """Six hours, five days or two months apart."""
    width = WIDTH - LEFT - RIGHT
    if span.kind == "day":
        return tuple(Tick(round(LEFT + width * hour / 24, 1), f"{hour}:00") for hour in range(0, 25, 6))
    if span.kind == "month":
        days = (span.end - span.start).days
        return tuple(Tick(round(LEFT + width * (day - 1) / days, 1), f"{day}") for day in (1, 6, 11, 16, 21, 26, days))
    return tuple(Tick(round(LEFT + width * (month - 1) / 12, 1), f"{month}") for month in range(1, 13, 2))
