"""Who may read which words: permitted and written down once a minute for each outlet and each address that reads it.

Systems ask every second: what an outlet is set to is opened anew after some seconds, registers that are new are looked for once
a minute, and each request reads no more than the registers that it names.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.egress.permit import NotPermittedError, permit
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.outlets.kinds.modbus import ITEMS, NAME, Settings
from harimi.service.outlets.kinds.registry import settings_of
from harimi.service.outlets.modbus.places import next_place, place_new, served
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
LOOKED = 60.0
"""Seconds after which an outlet's new registers are looked for again."""
OPENED = 5.0
"""Seconds after which the settings of outlets are opened again. That one is switched off or gone is seen at once."""


@dataclass
class Answering:
    """Answers whoever reads, by any number of connections, for as long as the server runs."""

    _settings: dict[UUID, Settings] = field(default_factory=dict)
    _opened: float | None = None
    _permits: dict[tuple[UUID, str], float] = field(default_factory=dict)
    _looks: dict[UUID, float] = field(default_factory=dict)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def words(self, ip: str, unit: int, first: int, count: int) -> list[int] | None:
        """`count` words from `first` on. None where this address may read nothing of that unit; a `LookupError` where there are
        no such words.
        """
        with using("provision"):
            row = self._outlet(ip, unit)
            if row is None or not self._permitted(row, ip):
                return None
            self._look(row)
            if not 0 <= first < first + count <= WORDS * next_place(row):
                raise LookupError(f"there are no words {first} to {first + count - 1}")
            wanted = served(row).filter(place__gte=first // WORDS, place__lte=(first + count - 1) // WORDS)
            return _cut(dict(_blocks(row, list(wanted), timezone.now())), first, count)

    def _outlet(self, ip: str, unit: int) -> Outlet | None:
        known = [pk for pk, told in self._told().items() if told.unit == unit and told.lets(ip)]
        return _open().filter(pk__in=known).order_by("made_at").first()

    def _told(self) -> dict[UUID, Settings]:
        """The settings of each outlet."""
        with self._one:
            if self._opened is None or self._opened + OPENED < time.monotonic():
                told = {row.pk: settings_of(row) for row in _open()}
                self._settings = {pk: one for pk, one in told.items() if isinstance(one, Settings)}
                self._opened = time.monotonic()
            return self._settings

    def _permitted(self, row: Outlet, ip: str) -> bool:
        """Permitted and written down once a minute for as long as somebody reads."""
        with self._one:
            now = time.monotonic()
            self._permits = {one: until for one, until in self._permits.items() if until > now}
            if (row.pk, ip) in self._permits:
                return True
            permitted = _permit(row)
            if permitted:
                self._permits[row.pk, ip] = now + PERMITTED
            return permitted

    def _look(self, row: Outlet) -> None:
        """Registers that are new get their places."""
        now = time.monotonic()
        if self._looks.get(row.pk, 0) <= now:
            self._looks[row.pk] = now + LOOKED
            place_new(row)


def _open() -> QuerySet[Outlet]:
    """The outlets that are read at all."""
    rows = Outlet.objects.filter(kind=NAME, on=True, organization__ended_at=None, organization__suspended_at=None)
    return rows.select_related("organization", "instruction", "site")


def _permit(row: Outlet) -> bool:
    try:
        permit(Departure(row.instruction, ITEMS, "provision", row.organization.subject_id, case=str(row.pk)))
    except (NotPermittedError, RefusedError) as error:
        log.warning("nothing is read by Modbus", row=str(row.pk), why=type(error).__name__)
        Outlet.objects.filter(pk=row.pk).update(on=False, fault="not_permitted")
        return False
    Outlet.objects.filter(pk=row.pk).update(sent_at=timezone.now())
    return True


def _cut(blocks: dict[int, list[int]], first: int, count: int) -> list[int]:
    """Words of a register that is gone are those of one that never showed anything."""
    nothing = block(None, None, None, "", 0.0, timezone.now())
    return [blocks.get(n // WORDS, nothing)[n % WORDS] for n in range(first, first + count)]


def _blocks(row: Outlet, points: Sequence[ModbusPoint], now: datetime) -> Iterator[tuple[int, list[int]]]:
    for point in points:
        if point.register and (reading := _latest(row, point.register)) and reading.value is not None:
            yield point.place, _block(point.register, reading, reading.value, now)


def _block(register: Register, reading: Reading, value: int, now: datetime) -> list[int]:
    total = None
    if register.counts_up:
        total = plain(Totals(register).counted(reading.at, value + reading.carried), register.usage_decimals)
    return block(plain(value, register.decimals), total, reading.at, reading.state, reading.confidence, now)


def _latest(row: Outlet, register: Register) -> Reading | None:
    """The newest value that counts."""
    states = SETTLED if row.settled else TRUSTED
    return Reading.objects.filter(register=register, state__in=states, value__isnull=False).order_by("-at").first()
