"""Which of many meters a list shows, and in which order: what an address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, NullIf

from harimi.service.meters.listing import Place
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import natural
from harimi.service.pages.ids import id_of
from harimi.service.readings.counting import NEEDS, registers_of, states

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
        site if id_of(site) else "",
        order if order in ORDERS else "place",
    )


def chosen(meters: QuerySet[Meter], sites: Mapping[UUID, Place], asked: Filters, now: datetime) -> list[str]:
    """The ids of registers that the filters leave, in their order; `sites` are those of `meters` in theirs.

    Retired meters show only where they are asked for.
    """
    found = registers_of(meters, now).filter(states(now)[asked.state])
    if asked.site:
        found = found.filter(meter__site=UUID(asked.site))
    places = {_bare(pk): place for pk, place in sites.items()}
    rows = [row for row in found.order_by().values_list(*_TOLD) if row[1] in places]
    words = [word.casefold() for word in asked.words.split()]
    if words:
        rows = [row for row in rows if _tells(row, places[row[1]], words)]
    if asked.order == "place":
        rank, key = {pk: n for n, pk in enumerate(places)}, {name: natural(name) for name in {row[2] for row in rows}}
        rows.sort(key=lambda row: (rank[row[1]], key[row[2]]))
        return [row[0] for row in rows]
    left = {row[0] for row in rows}
    return [pk for pk in found.order_by(*_ORDERS[asked.order]).values_list(_ID, flat=True) if pk in left]


def _bare(pk: UUID) -> str:
    """An id as the database itself holds it."""
    return str(pk) if connection.features.has_native_uuid_field else pk.hex


_ID = Cast("pk", CharField())
"""Making ids of text takes longer than all else about a row; only those on the page are wanted."""
_TOLD = (_ID, Cast("meter__site_id", CharField()), "meter__name", "meter__serial", "meter__model", "name")
_ORDERS: dict[str, tuple[Any, ...]] = {
    "needs": (F("standing__questions").desc(nulls_last=True), "pk"),
    "latest": (F("standing__at").desc(nulls_last=True), "pk"),
    "most": ((F("standing__month_used") / NullIf(F("usual_month"), Value(0.0))).desc(nulls_last=True), "pk"),
}


def _tells(row: tuple[Any, ...], place: Place, words: list[str]) -> bool:
    """Whether each word stands in a name, the serial number or the model."""
    text = normalize("NFKC", " ".join((place.name, *row[2:]))).casefold()
    return all(word in text for word in words)
