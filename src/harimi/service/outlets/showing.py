"""What a broker that knows no time is told of each register: the newest value alone, and of a counter none that falls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from harimi.service.outlets.models import Event, Outlet, Shown
from harimi.service.outlets.telling import SETTLED

COUNTER = "counter"


@dataclass
class Showing:
    """What the broker shows of some registers, and what it shall show; `keep` writes that down once it does."""

    outlet: Outlet
    rows: dict[UUID, Shown]

    @classmethod
    def of(cls, outlet: Outlet, registers: Iterable[UUID]) -> "Showing":
        """As it is now."""
        rows = outlet.shown.filter(register__in=registers)
        return cls(outlet, {one.register_id: one for one in rows})

    def shows(self, event: Event, kind: str) -> bool:
        """Whether the event is what is to be seen from now on; then it counts as shown.

        Of counters only settled values are: a wrong one that was shown once could never be taken back.
        """
        register, at, value = event.register_id, event.at, event.data["value"]
        if register is None or at is None or value is None or (kind == COUNTER and event.data["state"] not in SETTLED):
            return False
        total = None if event.data["total"] is None else Decimal(event.data["total"])
        before = self.rows.get(register)
        if before is not None and (at < before.at or _falls(before.total, total)):
            return False
        self._now(register, at, total)
        return True

    def announces(self, register: UUID, announced: str) -> bool:
        """Whether it is to be announced there so, for the first time or otherwise than before."""
        row = self.rows.get(register)
        if row is None or row.announced == announced:
            return False
        row.announced = announced
        return True

    def keep(self) -> None:
        """Writes down what is shown."""
        Shown.objects.bulk_create(
            self.rows.values(),
            update_conflicts=True,
            unique_fields=["outlet", "register"],
            update_fields=["at", "total", "announced"],
        )

    def _now(self, register: UUID, at: datetime, total: Decimal | None) -> None:
        before = self.rows.get(register)
        announced = "" if before is None else before.announced
        self.rows[register] = Shown(outlet=self.outlet, register_id=register, at=at, total=total, announced=announced)


def _falls(before: Decimal | None, total: Decimal | None) -> bool:
    return before is not None and total is not None and total < before
