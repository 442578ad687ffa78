"""Which of many meters a list shows, and in which order: what an address asks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import UUID

from harimi.service.readings.overview import Row

NEEDS = ("asks", "face", "silent", "unusual", "expiring")
STATES = (*NEEDS, "paused", "retired")
ORDERS = ("place", "needs", "latest", "most")


@dataclass(frozen=True, slots=True)
class Filters:
    """A search, a state of `STATES` and a site, each empty for all; an order of `ORDERS`."""

    words: str = ""
    state: str = ""
    site: str = ""
    order: str = "place"

    @property
    def query(self) -> str:
        """As an address carries it; without what it would be anyway."""
        told = {"q": self.words, "state": self.state, "site": self.site, "order": self.order}
        return urlencode({key: value for key, value in told.items() if value and value != "place"})

    def only(self, **changes: str) -> str:
        """The query with something else in it."""
        return replace(self, **changes).query


def filters_of(asked: Mapping[str, Any]) -> Filters:
    """What an address asks for; what is no such thing is left out."""
    state, order, site = (str(asked.get(key, "")) for key in ("state", "order", "site"))
    return Filters(
        normalize("NFKC", str(asked.get("q", ""))).strip()[:80],
        state if state in (*STATES, "needs") else "",
        site if _is_uuid(site) else "",
        order if order in ORDERS else "place",
    )


def chosen(rows: Iterable[Row], asked: Filters) -> list[Row]:
    """The rows that the filters leave, in their order. Retired meters show only where they are asked for."""
    words = [word.casefold() for word in asked.words.split()]
    found = [row for row in rows if _in_state(row, asked.state) and _at(row, asked.site) and _tells(row, words)]
    key = _KEYS.get(asked.order)
    return found if key is None else sorted(found, key=key)


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many meters are in each state; those that need somebody for anything under `needs`."""
    found = {state: set[UUID]() for state in (*STATES, "needs")}
    for row in rows:
        for state in (*row.needs, *(("needs",) if row.needs else ()), *_at_rest(row)):
            found[state].add(row.meter.id)
    return {state: len(meters) for state, meters in found.items()}


def _at_rest(row: Row) -> tuple[str, ...]:
    if row.meter.retired_at is not None:
        return ("retired",)
    return ("paused",) if row.meter.paused else ()


def _in_state(row: Row, state: str) -> bool:
    if state == "retired" or row.meter.retired_at is not None:
        return state == "retired" and row.meter.retired_at is not None
    if state == "needs":
        return bool(row.needs)
    return not state or state in row.needs or (state == "paused" and row.meter.paused)


def _at(row: Row, site: str) -> bool:
    return not site or str(row.meter.place.id) == site


def _tells(row: Row, words: list[str]) -> bool:
    """Whether each word stands in a name, the serial number or the model."""
    if not words:
        return True
    told = (row.meter.name, row.meter.place.name, row.meter.serial, row.meter.model, row.register["name"])
    text = normalize("NFKC", " ".join(told)).casefold()
    return all(word in text for word in words)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


_KEYS: dict[str, Callable[[Row], Any]] = {
    "needs": lambda row: (-len(row.needs), -row.questions),
    "latest": lambda row: -(row.register["standing__at"].timestamp() if row.register["standing__at"] else 0),
    "most": lambda row: -(row.month.share or 0),
}
