"""Sites at a glance: how many meters each has, what they need, and what they used by unit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from harimi.service.meters.listing import Place
from harimi.service.meters.values import shown
from harimi.service.pages.listing import NEEDS
from harimi.service.readings.overview import Compared, Row


@dataclass(slots=True)
class Sum:
    """What the counters of one unit used in all, in units of usage of the finest of them; `beside` is the part of it of which
    the `usual` is known.
    """

    decimals: int = 0
    used: int = 0
    beside: int = 0
    usual: float = 0.0

    def add(self, compared: Compared, decimals: int) -> None:
        """Adds one counter's."""
        finest = max(decimals, self.decimals)
        mine, other = 10 ** (finest - self.decimals), 10 ** (finest - decimals)
        used = (compared.used or 0) * other
        self.used = self.used * mine + used
        self.beside = self.beside * mine + (0 if compared.usual is None else used)
        self.usual = self.usual * mine + (compared.usual or 0) * other
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
    """A site: its meters, those that need something by what it is, and today's and this month's usage by unit."""

    place: Place
    meters: set[UUID] = field(default_factory=set)
    needs: dict[str, set[UUID]] = field(default_factory=dict)
    day: dict[str, Sum] = field(default_factory=dict)
    month: dict[str, Sum] = field(default_factory=dict)

    @property
    def usage(self) -> list[tuple[str, Sum, Sum]]:
        """Unit, today, this month."""
        return [(unit, self.day[unit], self.month[unit]) for unit in sorted(self.day)]

    @property
    def asks(self) -> list[tuple[str, int]]:
        """What its meters need, and how many of them do."""
        return [(code, len(self.needs[code])) for code in NEEDS if code in self.needs]

    def add(self, row: Row) -> None:
        """Adds one register's row."""
        self.meters.add(row.meter.id)
        for code in row.needs:
            self.needs.setdefault(code, set()).add(row.meter.id)
        if row.register["kind"] == "counter" and row.register["unit"]:
            for sums, compared in ((self.day, row.day), (self.month, row.month)):
                sums.setdefault(row.register["unit"], Sum()).add(compared, row.usage_decimals)


def glances(rows: Iterable[Row]) -> list[Glance]:
    """A line for each site in the order of the rows; retired meters do not count."""
    found: dict[UUID, Glance] = {}
    for row in rows:
        if row.meter.retired_at is None:
            found.setdefault(row.meter.place.id, Glance(row.meter.place)).add(row)
    return list(found.values())
