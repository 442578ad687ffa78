"""Lines of statements as people read them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from harimi.service.letting.due.counted import Missing
from harimi.service.letting.due.stretches import Stretch
from harimi.service.letting.issuing.showing import label
from harimi.service.letting.models import StatementLine, StatementMeter
from harimi.service.letting.models.tariffs import UNIT_OF_RATE
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.reports import words
from harimi.service.pages.templatetags.harimi import month_words
from harimi.service.pages.texts import text

Kind = StatementLine.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of lines."""

    meter: str
    what: str
    note: str
    days: str
    quantity: str
    rate: str
    tax: str
    yen: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One meter of a statement with its first and last value."""

    row: StatementMeter
    serial: str
    unit: str
    opening: str
    closing: str
    first: str
    first_at: str
    last: str
    last_at: str
    used: str
    multiplier: str
    exchanges: list[str]
    days: str


def line(one: StatementLine) -> Line:
    """In words."""
    unit = unit_shown(one.unit)
    quantity = "" if one.kind in (Kind.BASE, Kind.MINIMUM) else f"{shown(one.quantity, one.decimals)} {unit}".strip()
    rate = yen_rate(one.rate) if one.kind in (Kind.TIER, Kind.WINDOW) else ""
    days = f"{words.day(one.first)} – {words.day(one.last)}"
    return Line(one.meter, _what(one, unit), _note(one, unit), days, quantity, rate, f"{one.tax}%" if one.tax else "–", one.yen)


def _what(one: StatementLine, unit: str) -> str:
    about = one.about
    if one.kind == Kind.CORRECTION:
        return text("letting.line.correction", month=month_words(one.month))
    if one.kind == Kind.WINDOW:
        return text("letting.line.window", name=about.get("name") or text("letting.line.other_hours"))
    if one.kind == Kind.TIER and (about.get("above") or about.get("upto")):
        key = "letting.line.tier_above" if about.get("upto") is None else "letting.line.tier_between"
        return text(key, above=about.get("above") or 0, upto=about.get("upto"), unit=unit)
    return text(f"letting.line.{one.kind}")


def _note(one: StatementLine, unit: str) -> str:
    about, notes = one.about, []
    if one.kind in (Kind.BASE, Kind.MINIMUM) and about.get("days") != about.get("of"):
        notes.append(text("letting.note.days", days=about.get("days"), of=about.get("of")))
    if one.kind == Kind.CORRECTION and "is" in about:
        used = {f"{name}_used": shown(about[f"{name}_used"], one.decimals) for name in ("was", "is")}
        notes.append(text("letting.note.changed", unit=unit, was=f"{about['was']:,}", **used, **{"is": f"{about['is']:,}"}))
        notes += [text("letting.note.why", why=about["why"])] if about.get("why") else []
    if "share" in about:
        notes.append(text("letting.note.share", share=f"{about['share']:,}", shares=f"{about['shares']:,}"))
    return text("letting.note.and").join(notes)


def meter(one: StatementMeter) -> Shown:
    """In words."""
    zone = ZoneInfo(one.zone)
    rough = [" ≈" if each else "" for each in (one.opening_rough, one.closing_rough)]
    told = [_exchanged(one, each, zone) for each in one.exchanges]
    times = "" if one.multiplier == 1 else f"×{one.multiplier.normalize():f}"
    return Shown(
        one, one.serial, unit_shown(one.unit), shown(one.opening, one.decimals) + rough[0],
        shown(one.closing, one.decimals) + rough[1], shown(one.first_value, one.decimals), words.moment(one.first_at, zone),
        shown(one.last_value, one.decimals), words.moment(one.last_at, zone), shown(one.used, one.used_decimals), times, told,
        f"{words.moment(one.since, zone)} – {words.moment(one.until, zone)}",
    )  # fmt: skip


def _exchanged(one: StatementMeter, each: dict[str, Any], zone: ZoneInfo) -> str:
    old, new = shown(each["old"], one.decimals), shown(each["new"], one.decimals)
    at = words.moment(datetime.fromisoformat(each["at"]), zone)
    return text("letting.exchanged", at=at, serial=each["serial"] or words.NONE, old=old, new=new)


def yen_rate(rate: int) -> str:
    """Yen with as many decimals as are needed, two at least where there are any."""
    exact = Decimal(rate) / UNIT_OF_RATE
    return f"{exact:,.4f}".rstrip("0").rstrip(".") if exact % 1 else f"{exact:,.0f}"


def waiting(one: Stretch) -> list[tuple[str, Missing]]:
    """Why something cannot be billed yet."""
    zone = one.register.meter.site.zone
    return [
        (text(f"letting.missing.{each.why}", at=_moment(each.at, zone), until=_moment(each.until, zone)), each)
        for each in one.missing
    ]


def named(one: Stretch) -> str:
    """The meter of a stretch."""
    return label(one.register)


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return words.moment(at, zone) if at else ""
