"""The lines of a report's tables, all in words."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from harimi.service.meters.models import Register
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.charts import Chart, bars
from harimi.service.pages.reports import words
from harimi.service.pages.slots import Slot
from harimi.service.pages.texts import spoken, text
from harimi.service.readings.report import SiteReport
from harimi.service.readings.report_events import Event
from harimi.service.readings.report_lines import COUNTED, Line, Value
from harimi.service.readings.report_sums import Against, UnitSum


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of meters."""

    name: str
    serial: str
    tenant: str
    part: str
    unit: str
    multiplier: str
    first: tuple[str, str]
    last: tuple[str, str]
    used: str
    change: str
    counts: str
    range: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class SumRow:
    """One unit: its total, what it compares with, its tenants and its bars."""

    unit: str
    total: str
    before: str
    year_ago: str
    tenants: list[tuple[str, str, str]]
    chart: Chart | None


def row(line: Line, found: SiteReport) -> Row:
    """A line in words."""
    register, zone = line.register, found.period.zone
    name = f"{register.meter.name} {register.name}".strip()
    part, decimals = line.part, register.figure_decimals
    within = part.within(found.period)
    ends = f"{words.moment(part.since, zone)} – {words.moment(part.until, zone)}" if within else ""
    used = words.NONE if line.used is None else shown(line.used, register.usage_decimals)
    between = (line.range.low, line.range.high, line.range.average)
    low, high, average = (words.NONE if one is None else shown(round(one), decimals) for one in between)
    return Row(
        name, line.serial, part.name or (text("reports.nobody") if line.split else ""), ends, unit_shown(register.unit),
        words.multiplier(line), _value(line.first, line, zone), _value(line.last, line, zone), used, words.change(line.change),
        " / ".join(str(line.counts.get(state, 0)) for state in COUNTED), (low, high, average),
    )  # fmt: skip


def _value(found: Value | None, line: Line, zone: ZoneInfo) -> tuple[str, str]:
    return words.value(found, line.register), words.moment(found.at, zone) if found is not None else ""


def sum_row(one: UnitSum, found: SiteReport) -> SumRow:
    """A sum in words."""
    tenants = [
        (name or text("reports.nobody"), shown(amount, one.decimals), words.share(part)) for name, amount, part in one.shares
    ]
    before, year_ago = (_against(against, one) for against in (one.before, one.year_ago))
    return SumRow(unit_shown(one.unit), shown(one.total, one.decimals), before, year_ago, tenants, _chart(one, found))


def _against(against: Against, one: UnitSum) -> str:
    if against.share is None:
        return words.NONE
    only = "" if against.counters == one.counters else text("reports.only", n=against.counters, all=one.counters)
    return words.change(against.share) + only


def _chart(one: UnitSum, found: SiteReport) -> Chart | None:
    period = found.period
    starts = period.slots
    ends = [*starts[1:], period.end]
    slots = [
        Slot(start, end, _slot(found, start), one.slots.get(start)) for start, end in zip(starts, ends, strict=True)
    ]  # fmt: skip
    return bars(slots, Register(unit=one.unit, decimals=one.decimals), words.span_of(period))


def _slot(found: SiteReport, start: datetime) -> str:
    local = start.astimezone(found.period.zone)
    if found.period.kind == "year":
        return f"{local.month}月" if spoken() == "ja" else f"{local:%b}"
    return f"{local.month}/{local.day}" if spoken() == "ja" else f"{local.day} {local:%b}"


def event(one: Event, zone: ZoneInfo) -> tuple[str, str, str]:
    """When, which meter, and what happened."""
    values = {
        "text": one.text,
        "serial": one.text or words.NONE,
        "old": f"{shown(one.old, one.decimals)} {unit_shown(one.unit)}".strip(),
        "new": f"{shown(one.new, one.decimals)} {unit_shown(one.unit)}".strip(),
    }
    return words.moment(one.at, zone), one.meter, text(f"reports.event.{one.kind}", **values)
