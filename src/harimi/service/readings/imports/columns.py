"""The columns that a table may have, by the names that people give them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.models import Organization, User
from harimi.service.meters.tables import Table, plain_text

METERS, ONE, MANY = "meters", "one", "many"
"""What is brought: sites with their meters and tenants, readings of one meter, readings of many."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "place": ("場所", "建物", "拠点", "place", "site", "building"),
    "time_zone": ("タイムゾーン", "time zone", "timezone"),
    "name": ("メーター名", "メーター", "名前", "meter", "meter name", "name"),
    "serial": ("製造番号", "計器番号", "serial", "serial number", "serial no"),
    "model": ("型式", "型番", "model", "type"),
    "kind": ("種類", "表示の種類", "kind", "display"),
    "counts_up": ("積算", "counts up", "counter"),
    "unit": ("単位", "unit"),
    "digits": ("桁数", "digits"),
    "decimals": ("小数", "小数桁数", "うち小数の桁数", "decimals"),
    "low": ("最小", "目盛りの最小値", "lowest", "low", "minimum"),
    "high": ("最大", "目盛りの最大値", "highest", "high", "maximum"),
    "max_per_hour": ("最大/時", "1時間の最大", "max/h", "max per hour", "most per hour"),
    "multiplier": ("乗率", "倍率", "multiplier"),
    "expires_on": ("検定満期", "検定有効期限", "legal end", "expires", "expires on"),
    "tenant": ("入居者", "テナント", "tenant"),
    "since": ("利用開始", "利用開始日", "テナント開始日", "since", "tenant since"),
    "at": ("日時", "検針日時", "検針日", "日付", "time", "at", "date", "timestamp"),
    "value": ("値", "指示値", "指針", "検針値", "value", "reading"),
    "note": ("メモ", "備考", "note", "remark"),
}
TAKEN: Mapping[str, tuple[str, ...]] = {
    METERS: tuple(list(NAMES)[:17]),
    ONE: ("at", "value", "note"),
    MANY: ("serial", "place", "name", "at", "value", "note"),
}
OF_TENANTS = ("tenant", "since")
NEEDED: Mapping[str, tuple[str, ...]] = {METERS: ("place", "name"), ONE: ("at", "value"), MANY: ("at", "value")}
_BESIDE = re.compile(r"[\s_*]+|\(.*\)$")
"""What people add to a name: spaces, stars, and what stands in brackets behind it, such as a unit."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which place in a row holds what; `ignored` are names that mean nothing here, `missing` what is needed and not there."""

    places: Mapping[str, int]
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    def of(self, cells: tuple[str, ...]) -> dict[str, str]:
        """The cells by their column; empty ones where the row is short."""
        return {name: cells[place] if place < len(cells) else "" for name, place in self.places.items()}


def closed_to(user: User, organization: Organization) -> Collection[str]:
    """What a table of theirs is not read for: who may change meters but names no tenants."""
    return () if may(user, organization, Action.CHANGE_TENANTS) else OF_TENANTS


def columns(table: Table, kind: str, closed: Collection[str] = ()) -> Columns:
    """What the table's first row names, but for `closed` columns."""
    known = {_key(name): field for field in TAKEN[kind] if field not in closed for name in NAMES[field]}
    places: dict[str, int] = {}
    ignored, twice = [], []
    for place, name in enumerate(table.header):
        found = known.get(_key(name))
        if found is None:
            ignored += [name] if name else []
        elif found in places:
            twice.append(name)
        else:
            places[found] = place
    return Columns(places, tuple(ignored), tuple(_missing(places, kind)), tuple(twice))


def _missing(places: Iterable[str], kind: str) -> list[str]:
    """A row of many meters says by its serial number or by its place and name whose it is."""
    missing = [name for name in NEEDED[kind] if name not in places]
    if kind == MANY and "serial" not in places:
        missing += [name for name in ("place", "name") if name not in places]
    return missing


def _key(name: str) -> str:
    return _BESIDE.sub("", plain_text(name).casefold())
