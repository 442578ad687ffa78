"""What a broker that knows no time is told of each register: the newest value alone, and of a counter none that falls."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.outlets.models import Event, Outlet, Shown
from harimi.service.outlets.telling import CREATED, SETTLED, said
from harimi.service.readings.models import TRUSTED, Reading

COUNTER = "counter"
ANNOUNCED = timedelta(days=1)
"""As long as a broker is believed to know what was announced there: it may have been set up anew meanwhile."""


@dataclass
class Showing:
    """What the broker shows of some registers, and what it shall show; `keep` writes that down once it does."""

    outlet: Outlet
    place: str
    rows: dict[UUID, Shown]

    @classmethod
    def of(cls, outlet: Outlet, where: str, registers: Iterable[UUID]) -> "Showing":
        """As it is now at this address and topic."""
        place = hashlib.sha256(where.encode()).hexdigest()
        rows = Shown.objects.filter(organization=outlet.organization_id, place=place, register__in=registers)
        return cls(outlet, place, {one.register_id: one for one in rows})

    def shows(self, event: Event, kind: str) -> Event | None:
        """What is to be seen from now on, where the event changes that; then it counts as shown.

        Of counters only settled values are: a wrong one that was shown once could never be taken back. Any other value that
        is withdrawn while it is shown gives way to the newest one that is believed.
        """
        if event.register_id is None or event.at is None:
            return None
        if event.data["value"] is None:
            return None if kind == COUNTER else self._withdrawn(event, event.register_id)
        if kind == COUNTER and event.data["state"] not in SETTLED:
            return None
        total = None if event.data["total"] is None else Decimal(event.data["total"])
        before = self.rows.get(event.register_id)
        if before is not None and (_older(event.at, before.at) or _falls(before.total, total)):
            return None
        self._now(event.register_id, event.at, total)
        return event

    def announces(self, register: UUID, announced: str) -> bool:
        """Whether it is to be announced there so: for the first time, otherwise than before, or as it is long ago."""
        row, now = self.rows.get(register), timezone.now()
        if row is None or (row.announced == announced and row.announced_at and row.announced_at > now - ANNOUNCED):
            return False
        row.announced, row.announced_at = announced, now
        return True

    def keep(self) -> None:
        """Writes down what is shown."""
        Shown.objects.bulk_create(
            self.rows.values(),
            update_conflicts=True,
            unique_fields=["organization", "place", "register"],
            update_fields=["at", "total", "announced", "announced_at"],
        )

    def _withdrawn(self, event: Event, register: UUID) -> Event | None:
        before = self.rows.get(register)
        if before is None or before.at != event.at:
            return None
        found = newest(self.outlet, register)
        self._now(register, None if found is None else found.at, None)
        return event if found is None else found

    def _now(self, register: UUID, at: datetime | None, total: Decimal | None) -> None:
        mine = {"organization_id": self.outlet.organization_id, "place": self.place, "register_id": register}
        row = self.rows.setdefault(register, Shown(**mine))
        row.at, row.total = at, total


def newest(outlet: Outlet, register: UUID) -> Event | None:
    """The newest value that may be shown of a register, as if it had just been told; it is no event that is kept."""
    mine = Register.objects.select_related("meter__site__organization").get(pk=register)
    states = SETTLED if outlet.settled or mine.kind == COUNTER else TRUSTED
    asked = Reading.objects.filter(register=mine, state__in=states, value__isnull=False).select_related("attempt__face")
    found = asked.order_by("-at").first()
    return None if found is None else Event(type=CREATED, register=mine, at=found.at, data=said(mine, found))


def _older(at: datetime, shown: datetime | None) -> bool:
    return shown is not None and at < shown


def _falls(before: Decimal | None, total: Decimal | None) -> bool:
    return before is not None and total is not None and total < before
