"""Where everything that is kept belongs: each column, JSON key, log key, cookie, object, payload, file and setting to its item.

Parsed from the manifest's `[held…]`. The census (`census`) compares it with what is really there, both ways.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from harimi.service.privacy.documents import DocumentError
from harimi.service.privacy.manifest import Manifest, current

SYSTEM = "-"
YES, NO = "yes", "no: "
"""Whether an export carries a table; what is not carried says why."""
_PLACE = re.compile(
    r"(?P<item>[a-z_]+|-)( @ (?P<contract>terms \d+ §\S+))?( \((?P<flag>sealed|secret)\))?(: (?P<why>.+))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Place:
    """What one field holds: an item, or `-` with the reason why it has no relation to a person.

    `contract` names the clause of the terms of use for what the policy itself does not name; `flag` is `sealed`, `secret`
    or empty.
    """

    item: str
    contract: str = ""
    flag: str = ""
    why: str = ""

    @property
    def personal(self) -> bool:
        """Whether it holds something about a person."""
        return self.item != SYSTEM


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns, and, where one of them holds an item, how long rows are kept, exported and erased."""

    columns: Mapping[str, Place]
    retention: str = ""
    export: str = ""
    erasure: str = ""
    age: str = ""
    """The path to the moment from which the days of the retention count; `-: reason` where no row tells it alone."""

    @property
    def exported(self) -> bool:
        """Whether an export carries its rows."""
        return self.export == YES


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept, in words and, where it is a number of days, in days."""

    ja: str
    en: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie with the words that tell a visitor what it is for."""

    place: Place
    ja: str
    en: str
    days: int


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody else whose host pages make a browser send to: who it is, what is sent, what for, by us and by them."""

    recipient_ja: str
    recipient_en: str
    sent_ja: str
    sent_en: str
    ours_ja: str
    ours_en: str
    theirs_ja: str
    theirs_en: str


@dataclass(frozen=True)
class Held:
    """Everything that is kept, by kind. `json` are the keys that a column may hold, or the name of what says so."""

    retention: Mapping[str, Retention]
    tables: Mapping[str, Table]
    json: Mapping[str, tuple[str, ...] | str]
    payloads: Mapping[str, Mapping[str, Place]]
    cookies: Mapping[str, Cookie]
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The tables that a purpose's database role reads."""
    hosts: Mapping[str, Outside] = field(default_factory=dict)
    """Hosts of others that pages make a browser send to (Telecommunications Business Act 27-12)."""
    named: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)
    """`logs`, `storage`, `objects`, `files`, `caches`, `sessions`, `settings`."""

    def kept(self, name: str) -> timedelta:
        """How long a retention class keeps. A `KeyError` where there is none, a `ValueError` where it is no number of days."""
        days = self.retention[name].days
        if days is None:
            raise ValueError(f"retention {name} is no number of days")
        return timedelta(days=days)

    def places(self) -> Iterator[tuple[str, Place]]:
        """Every place that is mapped, by its name."""
        for table, told in self.tables.items():
            yield from ((f"{table}.{column}", place) for column, place in told.columns.items())
        for topic, keys in self.payloads.items():
            yield from ((f"payload {topic}.{key}", place) for key, place in keys.items())
        yield from ((f"cookie {name}", cookie.place) for name, cookie in self.cookies.items())
        for kind, places in self.named.items():
            yield from ((f"{kind} {name}", place) for name, place in places.items())


NAMED = ("logs", "storage", "objects", "files", "caches", "sessions", "settings")


@cache
def held() -> Held:
    """What the current policy version says is kept."""
    return read(current())


def read(manifest: Manifest) -> Held:
    """The manifest's `[held…]`; a `DocumentError` that names what does not fit."""
    told = manifest.held.get("held", {})
    found = Held(
        retention={name: Retention(**one) for name, one in told.get("retention", {}).items()},
        tables={name: _table(name, one) for name, one in told.get("tables", {}).items()},
        json={name: one if isinstance(one, str) else tuple(one) for name, one in told.get("json", {}).items()},
        payloads={topic: _places(topic, keys) for topic, keys in told.get("payloads", {}).items()},
        cookies={name: _cookie(name, one) for name, one in told.get("cookies", {}).items()},
        hosts={host: Outside(**one) for host, one in told.get("hosts", {}).items()},
        roles={purpose: tuple(tables) for purpose, tables in told.get("roles", {}).items()},
        named={kind: _places(kind, told.get(kind, {})) for kind in NAMED},
    )
    faults = [*_place_faults(manifest, found), *_table_faults(found)]
    if faults:
        raise DocumentError(f"the manifest of policy {manifest.version}: {'; '.join(faults)}.")
    return found


def place(name: str, told: str) -> Place:
    """A place as it stands in the manifest."""
    match = _PLACE.fullmatch(told)
    if match is None:
        raise DocumentError(f"{name}: {told!r} is no place; write `item`, `item @ terms N §M` or `-: reason`.")
    return Place(match["item"], match["contract"] or "", match["flag"] or "", match["why"] or "")


def _places(name: str, told: Mapping[str, str]) -> dict[str, Place]:
    return {key: place(f"{name} {key}", one) for key, one in told.items()}


def _table(name: str, told: Mapping[str, Any]) -> Table:
    words = {key: told.get(key, "") for key in ("retention", "export", "erasure", "age")}
    return Table(_places(name, told.get("columns", {})), **words)


def _cookie(name: str, told: Mapping[str, Any]) -> Cookie:
    return Cookie(place(name, told["item"]), told["ja"], told["en"], told["days"])


def _place_faults(manifest: Manifest, found: Held) -> Iterator[str]:
    for name, one in found.places():
        if not one.personal and not one.why:
            yield f"{name} has no relation to a person, but no reason says why"
        if one.personal and one.item not in manifest.items:
            yield f"{name} is {one.item}, which is no item"
        elif one.personal and not manifest.items[one.item].collectable:
            yield f"{name} is {one.item}, which is not collected"
        if one.item == "contract_data" and not one.contract:
            yield f"{name} is asked for under the contract, but names no clause of the terms of use"
        if one.contract and manifest.contract_clause(one.contract) is None:
            yield f"{name} stands on {one.contract}, which these terms do not have"


def _table_faults(found: Held) -> Iterator[str]:
    for name, table in found.tables.items():
        if not any(one.personal for one in table.columns.values()):
            continue
        if table.retention not in found.retention:
            yield f"{name} holds items, but its retention {table.retention!r} is none that is declared"
        elif (found.retention[table.retention].days is None) is bool(table.age):
            yield f"{name} is kept some days, but does not say from when (`age`), or the other way round"
        if not table.export or not table.erasure:
            yield f"{name} holds items, but does not say how they are exported and erased"
        elif not table.exported and not (table.export.startswith(NO) and table.export.removeprefix(NO).strip()):
            yield f"{name} holds items, but {table.export!r} does not say why they are not exported; write `no: reason`"
