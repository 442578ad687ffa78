"""Sites at a glance: how many meters each has, what they need, and what they used by unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from harimi.service.meters.listing import Place, places_of
from harimi.service.meters.models import Meter
from harimi.service.meters.values import shown
from harimi.service.readings.counting import NEEDS, counted, registers_of, summed


@dataclass(slots=True)
class Sum:
    """What the counters of one unit used in all, in units of usage of the finest of them; `beside` is the part of it of which
    the `usual` is known.
    """

    decimals: int = 0
    used: int = 0
    beside: int = 0
    usual: float = 0.0

    def add(self, row: Mapping[str, Any], period: str) -> None:
        """Adds what the counters of the same decimals used."""
        decimals = row["decimals"] + row["finer"]
        finest = max(decimals, self.decimals)
        mine, other = 10 ** (finest - self.decimals), 10 ** (finest - decimals)
        self.used = self.used * mine + (row[f"{period}_used"] or 0) * other
        self.beside = self.beside * mine + (row[f"{period}_beside"] or 0) * other
        self.usual = self.usual * mine + (row[f"{period}_usual"] or 0) * other
        self.decimals = finest

    @property
    def text(self) -> str:
        """The sum as people read it."""
        return shown(self.used, self.decimals)

    @property
    def share(self) -> float | None:
        """1.0 where it is as usual; None while that is not known."""
        return self.beside / self.usual if self.usual else None


@dataclass(slots=True)
class Glance:
    """A site: how many of its meters are in each state, and today's and this month's usage by unit."""

    place: Place
    counts: Mapping[str, int]
    sums: dict[str, tuple[Sum, Sum]] = field(default_factory=dict)

    @property
    def usage(self) -> list[tuple[str, Sum, Sum]]:
        """Unit, today, this month."""
        return [(unit, day, month) for unit, (day, month) in sorted(self.sums.items())]

    @property
    def asks(self) -> list[tuple[str, int]]:
        """What its meters need, and how many of them do."""
        return [(code, self.counts[code]) for code in NEEDS if self.counts[code]]


def glances(meters: QuerySet[Meter], now: datetime) -> list[Glance]:
    """A line for each site, those that need somebody first; retired meters do not count."""
    registers, places = registers_of(meters, now), places_of(meters)
    counts = {row["meter__site_id"]: row for row in counted(registers, now)}
    found = {pk: Glance(place, counts[pk]) for pk, place in places.items() if pk in counts and counts[pk]["meters"]}
    for row in summed(registers):
        if row["meter__site_id"] in found:
            sums = found[row["meter__site_id"]].sums.setdefault(row["unit"], (Sum(), Sum()))
            for one, period in zip(sums, ("day", "month"), strict=True):
                one.add(row, period)
    return sorted(found.values(), key=lambda glance: not glance.counts["needs"])


def all_counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The counts of all sites together."""
    found: dict[str, int] = {}
    for row in rows:
        for code, count in row.items():
            if isinstance(count, int):
                found[code] = found.get(code, 0) + count
    return found
