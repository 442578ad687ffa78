"""Figures of a report as people read them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.meters.models import Register
from harimi.service.pages.reads import reads
from harimi.service.pages.spans import Span
from harimi.service.pages.texts import spoken
from harimi.service.readings.report_lines import Line, Value
from harimi.service.readings.report_period import Period

MARKS = {"estimated": "○", "confirmed": "●", "corrected": "◆"}
"""States differ by their form, on black and white paper too."""
NONE = "–"


def span_of(period: Period) -> Span:
    """The same time as pages show it."""
    return Span(period.kind, period.first, period.start, period.end, period.zone)


def title(period: Period) -> str:
    """A month or a year in words."""
    return span_of(period).title


def day(found: date) -> str:
    """A day with its year."""
    return f"{found.year}年{found.month}月{found.day}日" if spoken() == "ja" else f"{found.day} {found:%b %Y}"


def days(period: Period) -> str:
    """From the first day to the last."""
    return f"{day(period.first)} – {day(period.after - timedelta(days=1))}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time without its year, which the report's head tells."""
    local = at.astimezone(zone)
    return f"{local.month}/{local.day} {local:%H:%M}" if spoken() == "ja" else f"{local.day} {local:%b %H:%M}"


def change(times: float | None) -> str:
    """How much more or less, in percent."""
    if times is None:
        return NONE
    percent = round(100 * (times - 1), 1)
    return "±0 %" if percent == 0 else f"{'+' if percent > 0 else '−'}{abs(percent):,.1f} %"


def share(part: float | None) -> str:
    """A part of the whole."""
    return NONE if part is None else f"{100 * part:.1f} %"


def value(found: Value | None, register: Register) -> str:
    """What was shown, with the mark of its state."""
    return NONE if found is None else f"{reads(found.value, register)} {MARKS[found.state]}"


def multiplier(line: Line) -> str:
    """What one unit stands for, where it is not one."""
    return "" if line.multiplier == 1 else f"×{line.multiplier.normalize():f}"


def marks(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """The marks that stand in a table, with their states."""
    used = {one.state for line in lines for one in (line.first, line.last) if one is not None}
    return [(mark, state) for state, mark in MARKS.items() if state in used]
