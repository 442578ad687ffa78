"""What stands in a cell: numbers, days and moments as people type them, or what is wrong with them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from harimi.service.meters.tables import plain_text

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_DAY = r"(?P<year>\d{4})(?P<sep>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_TIME = r"(?P<hour>\d{1,2})[:時](?:(?P<minute>\d{1,2})(?:(?:分|:)(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
_MOMENT = re.compile(rf"{_DAY}(?:[T ]*{_TIME}\s*(?P<offset>Z|[+-]\d{{2}}:?\d{{2}})?)?")
_LONGEST = 30
"""Signs of a number that means anything."""
EARLIEST, LATEST = 1970, 2200


class CellError(ValueError):
    """What is wrong with a cell; `code` in words of `imports.problem.<code>`."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True, slots=True)
class Moment:
    """When, in UTC; `midnight` where only a day was given."""

    at: datetime
    midnight: bool = False


def number(cell: str, *, separator: str = "") -> Decimal:
    """A number, with commas between thousands. Where semicolons separate columns a comma may mean either, and is refused.

    Raises a `CellError`.
    """
    typed = plain_text(cell).replace(" ", "").replace("−", "-")
    if "," in typed and separator == ";":
        raise CellError("comma")
    if len(typed) > _LONGEST or not _NUMBER.fullmatch(typed):
        raise CellError("not_a_number")
    return Decimal(typed.replace(",", ""))


def whole(cell: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`. Raises a `CellError`."""
    value = number(cell)
    if value != int(value) or not least <= value <= most:
        raise CellError("not_whole", least=least, most=most)
    return int(value)


def day(cell: str) -> date:
    """A day, whatever time of it stands beside. Raises a `CellError`."""
    return _local(_matched(cell, "not_a_day"), "not_a_day").date()


def moment(cell: str, zone: ZoneInfo) -> Moment:
    """A moment in the zone, unless it carries an offset. Raises a `CellError`, also where clocks show a time twice or never."""
    match = _matched(cell, "not_a_moment")
    local = _local(match, "not_a_moment")
    if match["offset"]:
        return Moment((local - _offset(match["offset"])).replace(tzinfo=UTC))
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise CellError("never", zone=zone.key)
    if first != second:
        raise CellError("twice", zone=zone.key)
    return Moment(first, midnight=match["hour"] is None)


def _matched(cell: str, code: str) -> re.Match[str]:
    found = _MOMENT.fullmatch(plain_text(cell))
    if found is None:
        raise CellError(code)
    return found


def _local(match: re.Match[str], code: str) -> datetime:
    """24:00 is the end of a day, as meters write it."""
    year, month, day_, hour, minute, second = (
        int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    if not EARLIEST <= year <= LATEST:
        raise CellError(code)
    late = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta(0)
    try:
        return datetime(year, month, day_, 0 if late else hour, minute, second) + late  # noqa: DTZ001 the zone comes later
    except ValueError as error:
        raise CellError(code) from error


def _offset(told: str) -> timedelta:
    if told == "Z":
        return timedelta(0)
    sign, digits = (-1 if told[0] == "-" else 1), told[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise CellError("not_a_moment")
    return sign * timedelta(hours=hours, minutes=minutes)
