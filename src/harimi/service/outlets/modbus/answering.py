"""Who may read which words: asked anew for each request, permitted and written down once a minute for each who reads."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import Q
from django.utils import timezone

from harimi.service.egress.permit import NotPermittedError, permit
from harimi.service.meters.values import plain
from harimi.service.outlets.kinds.modbus import ITEMS, NAME, Settings
from harimi.service.outlets.kinds.registry import settings_of
from harimi.service.outlets.modbus.places import places
from harimi.service.outlets.modbus.words import WORDS, block
from harimi.service.outlets.models import ModbusPoint, Outlet
from harimi.service.outlets.telling import SETTLED
from harimi.service.privacy.gate import RefusedError, using
from harimi.service.readings.models import TRUSTED, Reading
from harimi.service.readings.totals import Totals
from harimi.service.third_parties.departure import Departure

log = structlog.stdlib.get_logger(__name__)
PERMITTED = 60.0
"""Seconds for which a permission to read holds."""


@dataclass
class Answering:
    """Answers whoever reads from one address."""

    ip: str
    _until: dict[UUID, float] = field(default_factory=dict)

    def words(self, unit: int, first: int, count: int) -> list[int] | None:
        """`count` words from `first` on. None where this address may read nothing of that unit; a `LookupError` where there are
        no such words.
        """
        with using("provision"):
            row = self._outlet(unit)
            if row is None or not self._permitted(row):
                return None
            points = places(row)
            if not 0 <= first < first + count <= WORDS * (1 + max((one.place for one in points), default=-1)):
                raise LookupError(f"there are no words {first} to {first + count - 1}")
            wanted = [one for one in points if WORDS * one.place < first + count and WORDS * (one.place + 1) > first]
            return _cut(dict(_blocks(row, wanted, timezone.now())), first, count)

    def _outlet(self, unit: int) -> Outlet | None:
        rows = Outlet.objects.filter(kind=NAME, on=True, organization__ended_at=None, organization__suspended_at=None)
        for row in rows.select_related("organization", "instruction", "site"):
            told = settings_of(row)
            if isinstance(told, Settings) and told.unit == unit and told.lets(self.ip):
                return row
        return None

    def _permitted(self, row: Outlet) -> bool:
        """Permitted and written down once a minute for as long as somebody reads."""
        if self._until.get(row.pk, 0) > time.monotonic():
            return True
        try:
            permit(Departure(row.instruction, ITEMS, "provision", row.organization.subject_id, case=str(row.pk)))
        except (NotPermittedError, RefusedError) as error:
            log.warning("nothing is read by Modbus", row=str(row.pk), why=type(error).__name__)
            Outlet.objects.filter(pk=row.pk).update(on=False, fault="not_permitted")
            return False
        self._until[row.pk] = time.monotonic() + PERMITTED
        Outlet.objects.filter(pk=row.pk).update(sent_at=timezone.now())
        return True


def _cut(blocks: dict[int, list[int]], first: int, count: int) -> list[int]:
    """Words of a register that is gone are those of one that never showed anything."""
    nothing = block(None, None, None, "", 0.0, timezone.now())
    return [blocks.get(n // WORDS, nothing)[n % WORDS] for n in range(first, first + count)]


def _blocks(row: Outlet, points: Sequence[ModbusPoint], now: datetime) -> Iterator[tuple[int, list[int]]]:
    latest = _latest(row, points)
    for point in points:
        register, reading = point.register, latest.get(point.register_id)
        if reading is None or reading.value is None:
            yield point.place, block(None, None, None, "", 0.0, now)
            continue
        total = None
        if register.counts_up:
            total = plain(Totals(register).counted(reading.at, reading.value + reading.carried), register.usage_decimals)
        value = plain(reading.value, register.decimals)
        yield point.place, block(value, total, reading.at, reading.state, reading.confidence, now)


def _latest(row: Outlet, points: Sequence[ModbusPoint]) -> dict[UUID, Reading]:
    """The newest value of each that counts."""
    states = SETTLED if row.settled else TRUSTED
    found = {}
    for point in points:
        asked = Reading.objects.filter(Q(value__isnull=False), register=point.register_id, state__in=states)
        newest = asked.order_by("-at").first()
        if newest is not None:
            found[point.register_id] = newest
    return found
