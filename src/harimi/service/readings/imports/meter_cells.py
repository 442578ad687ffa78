"""What the cells of a row say of a meter."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from harimi.service.meters.cells import CellError, day, number, whole
from harimi.service.meters.places import NoZoneError, known_zone
from harimi.service.meters.tables import plain_text
from harimi.service.privacy.cards import tidy
from harimi.service.readings.imports.lines import Line

_KINDS: Mapping[str, tuple[str, ...]] = {
    "drums": ("drums", "drum", "ドラム", "機械式", "カウンター", "数字が回るカウンター"),
    "segments": ("segments", "digital", "lcd", "led", "液晶", "デジタル", "液晶・ledのデジタル表示"),
    "dials": ("dials", "clock dials", "文字盤", "多針"),
    "scale": ("scale", "level", "bar", "液面", "液位", "液面計", "温度計", "まっすぐな目盛り"),
    "lamps": ("lamps", "lamp", "flag", "flags", "switch", "ランプ", "表示灯", "表示片", "スイッチ"),
    "dial": ("dial", "gauge", "pointer", "指針", "針", "アナログ", "圧力計"),
}
_YES, _NO = ("はい", "yes", "true", "1", "○", "〇", "有"), ("いいえ", "no", "false", "0", "×", "無", "-")
_MOST = Decimal(10) ** 9
Parse = Callable[[str], Any]


def said(cells: Mapping[str, str], line: Line) -> dict[str, Any]:
    """What the filled cells say, by their column; what cannot be read is noted in the line as a problem."""
    found: dict[str, Any] = {}
    for column, cell in cells.items():
        if cell:
            try:
                found[column] = _PARSE[column](cell)
            except CellError as error:
                line.fail(column, error.code, **error.details)
    return found


def key(name: str) -> str:
    """Equal for names that were only typed otherwise."""
    return "".join(plain_text(name).casefold().split())


def _name(most: int) -> Parse:
    def parse(cell: str) -> str:
        name = tidy(cell)
        if len(name) > most:
            raise CellError("too_long", most=most)
        return name

    return parse


def _mark(cell: str) -> str:
    """What the maker wrote on the instrument: no card's number, however long."""
    found = plain_text("".join(sign for sign in cell if sign.isprintable()))
    if len(found) > 80:
        raise CellError("too_long", most=80)
    return found


def _chosen(names: Mapping[Any, tuple[str, ...]], code: str) -> Parse:
    known = {key(name): value for value, listed in names.items() for name in listed}

    def parse(cell: str) -> Any:
        if key(cell) not in known:
            raise CellError(code)
        return known[key(cell)]

    return parse


def _whole(least: int, most: int) -> Parse:
    return lambda cell: whole(cell, least, most)


def _value(cell: str) -> Decimal:
    found = number(cell)
    if abs(found) >= _MOST or found != round(found, 6):
        raise CellError("too_much")
    return found


def _positive(cell: str) -> Decimal:
    found = _value(cell)
    if found <= 0 or found >= 10**8:
        raise CellError("not_positive")
    return found


def _zone(cell: str) -> str:
    try:
        return known_zone(plain_text(cell))
    except (NoZoneError, ValueError) as error:
        raise CellError("no_zone") from error


_PARSE: Mapping[str, Parse] = {
    "place": _name(120),
    "time_zone": _zone,
    "name": _name(120),
    "serial": _mark,
    "model": _mark,
    "kind": _chosen(_KINDS, "no_kind"),
    "counts_up": _chosen({True: _YES, False: _NO}, "no_choice"),
    "unit": _name(20),
    "digits": _whole(1, 16),
    "decimals": _whole(0, 15),
    "low": _value,
    "high": _value,
    "max_per_hour": _positive,
    "multiplier": _positive,
    "expires_on": day,
    "tenant": _name(120),
    "since": day,
}
