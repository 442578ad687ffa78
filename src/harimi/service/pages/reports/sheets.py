"""A report as a spreadsheet: real numbers, real dates of the site's zone, and texts that stay texts."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import override

from harimi.service.meters.values import plain, unit_shown
from harimi.service.pages.reports.document import Document
from harimi.service.pages.texts import text
from harimi.service.readings.report import SiteReport
from harimi.service.readings.report_lines import COUNTED, Line, Value

if TYPE_CHECKING:
    from openpyxl import Workbook

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be a formula to some programs."""
TIME, CHANGE, SHARE = "yyyy-mm-dd hh:mm", "+0.0%;-0.0%;0.0%", "0.0%"
Filled = tuple[object, str]
"""What stands in a cell, and how its number is written."""


def workbook(document: Document) -> bytes:
    """The bytes of an xlsx."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    with override(document.asked.language):
        _sheet(book, "reports.sheet.summary", _SUMMARY, (one for found in document.found for one in _summary(found)))
        _sheet(book, "reports.sheet.meters", _METERS, meter_rows(document))
        slots = document.found[0].period.slots
        zone = document.found[0].period.zone
        head = [*_head(_SLOTS), *(_slot(at, document.asked.kind, zone) for at in slots)]
        _write(book, text(f"reports.sheet.{document.asked.kind}"), head, _slots(document))
    made = BytesIO()
    book.save(made)
    return made.getvalue()


_SUMMARY = (
    *(("reports.site", 24), ("reports.unit", 8), ("reports.tenant", 24), ("reports.total", 16), ("reports.share", 10)),
    *(("reports.before", 12), ("reports.year_ago", 12), ("reports.since", 18), ("reports.until", 18)),
)
_METERS = (
    *(("reports.site", 24), ("reports.meter", 24), ("reports.serial", 14), ("reports.tenant", 24), ("reports.unit", 8)),
    *(("reports.since", 18), ("reports.until", 18), ("reports.first_at", 18), ("reports.first", 16), ("reports.state", 12)),
    *(("reports.last_at", 18), ("reports.last", 16), ("reports.state", 12), ("reports.multiplier", 10), ("reports.used", 16)),
    *(("reports.change", 12), ("state.estimated", 10), ("state.corrected", 10), ("state.unreadable", 10)),
    *(("reports.low", 14), ("reports.high", 14), ("reports.average", 14)),
)
_SLOTS = (("reports.site", 24), ("reports.meter", 24), ("reports.serial", 14), ("reports.unit", 8), ("reports.used", 16))


def meter_head() -> list[str]:
    """What the columns of the table of meters are called, in the document's language."""
    return [text(key) for key, _ in _METERS]


def meter_rows(document: Document) -> Iterable[list[Filled]]:
    """The table of meters: one line for each meter and tenant."""
    return (_meter(line, found) for found, line in _lines(document))


def _sheet(book: "Workbook", key: str, head: Iterable[tuple[str, int]], rows: Iterable[list[Filled]]) -> None:
    _write(book, text(key), _head(head), rows)


def _head(columns: Iterable[tuple[str, int]]) -> list[tuple[Filled, int]]:
    return [((text(key), ""), wide) for key, wide in columns]


def _write(book: "Workbook", name: str, head: list[tuple[Filled, int]], rows: Iterable[list[Filled]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for n, (_, wide) in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(n)].width = wide
    sheet.append([_cell(sheet, one) for one, _ in head])
    for row in rows:
        sheet.append([_cell(sheet, one) for one in row])


def _cell(sheet: object, filled: Filled) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    value, form = filled
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type, cell.quotePrefix = "s", value.startswith(FORMULA)
        return cell
    cell = WriteOnlyCell(sheet, value)
    if form:
        cell.number_format = form
    return cell


def _lines(document: Document) -> Iterable[tuple[SiteReport, Line]]:
    return ((found, line) for found in document.found for line in (*found.counters, *found.gauges))


def _summary(found: SiteReport) -> Iterable[list[Filled]]:
    site, times = (found.site.name, ""), [_time(at, found.period.zone) for at in (found.period.start, found.period.end)]
    for one in found.sums:
        unit, before, year_ago = (unit_shown(one.unit), ""), _ratio(one.before.share), _ratio(one.year_ago.share)
        yield [site, unit, ("", ""), _number(one.total, one.decimals), (1, SHARE), before, year_ago, *times]
        for name, amount, part in one.shares:
            tenant = (name or text("reports.nobody"), "")
            yield [site, unit, tenant, _number(amount, one.decimals), (part, SHARE), (None, ""), (None, ""), *times]


def _meter(line: Line, found: SiteReport) -> list[Filled]:
    register, zone = line.register, found.period.zone
    average = None if line.range.average is None else round(line.range.average)
    return [
        *((one, "") for one in (found.site.name, f"{register.meter.name} {register.name}".strip(), line.serial)),
        *((one, "") for one in (line.part.name, unit_shown(register.unit))),
        *(_time(at, zone) for at in (line.part.since, line.part.until)),
        *_value(line.first, line, zone), *_value(line.last, line, zone),
        (line.multiplier.normalize(), ""), _number(line.used, register.usage_decimals), _ratio(line.change),
        *((line.counts.get(state, 0), "0") for state in COUNTED),
        *(_number(one, register.decimals) for one in (line.range.low, line.range.high, average)),
    ]  # fmt: skip


def _slots(document: Document) -> Iterable[list[Filled]]:
    for found in document.found:
        seen = {line.register.pk: line for line in found.counters}
        for register, line in seen.items():
            kept, decimals = found.slots.get(register, {}), line.register.usage_decimals
            amounts = [kept.get(at) for at in found.period.slots]
            total = sum(one for one in amounts if one is not None) if kept else None
            head = (found.site.name, line.register.meter.name, line.serial, unit_shown(line.register.unit))
            yield [*((one, "") for one in head), *(_number(one, decimals) for one in (total, *amounts))]


def _slot(at: datetime, kind: str, zone: ZoneInfo) -> tuple[Filled, int]:
    return (at.astimezone(zone).date(), "yyyy-mm-dd" if kind == "month" else "yyyy-mm"), 12


def _value(value: Value | None, line: Line, zone: ZoneInfo) -> list[Filled]:
    if value is None:
        return [(None, ""), (None, ""), ("", "")]
    return [_time(value.at, zone), _number(value.value, line.register.decimals), (text(f"state.{value.state}"), "")]


def _time(at: datetime, zone: ZoneInfo) -> Filled:
    """As the site's clocks showed it: spreadsheets know no zones."""
    return at.astimezone(zone).replace(tzinfo=None), TIME


def _number(value: int | None, decimals: int) -> Filled:
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    return (None if value is None else plain(value, decimals), form)


def _ratio(times: float | None) -> Filled:
    return (None if times is None else Decimal(times) - 1, CHANGE)
