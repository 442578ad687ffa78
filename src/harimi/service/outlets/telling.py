"""What becomes an event: a reading that says something else than others were told last, and what layers beside tell.

Handlers of the outbox see the same thing twice or in another order: what is told is always what holds now, and only where it
is news.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.outlets import journal
from harimi.service.outlets.models import Event
from harimi.service.outlets.words import PREVIOUS
from harimi.service.platform.outbox import on
from harimi.service.readings.imports.reading_write import IMPORTED
from harimi.service.readings.models import Reading, State
from harimi.service.readings.stated import stated
from harimi.service.readings.totals import Totals
from harimi.service.readings.writing import CHANGED

CREATED, CONFIRMED, CORRECTED, SEVERAL = "reading.created", "reading.confirmed", "reading.corrected", "readings.imported"

READINGS = (CREATED, CONFIRMED, CORRECTED)
TYPES = (*READINGS, SEVERAL)
SETTLED = (State.CONFIRMED, State.CORRECTED)
"""Values that will not change by themselves any more."""
_WORDS = {"reason"}
"""What somebody wrote themselves is told to nobody outside."""


def listen() -> None:
    """Called once Django has started."""
    on(CHANGED, reading_changed)
    on(IMPORTED, readings_imported)


def reading_changed(payload: dict[str, Any]) -> None:
    """A reading came, changed or went."""
    register = _register(payload["register"])
    if register is None:
        return
    at = datetime.fromisoformat(payload["at"])
    with transaction.atomic():
        if journal.hold(register.meter.site.organization_id) is not None:
            _tell(register, at)


def readings_imported(payload: dict[str, Any]) -> None:
    """Many readings came at once; whoever wants them asks for that time."""
    register = _register(payload["register"])
    if register is None:
        return
    told = {"register_id": str(register.pk), "meter_id": str(register.meter_id), "site_id": str(register.meter.site_id)}
    told |= {"since": payload["from"], "until": payload["to"], "count": payload["count"]}
    with transaction.atomic():
        journal.write(register.meter.site.organization_id, SEVERAL, told, register=register.pk)


def said(register: Register, reading: Reading, totals: Totals | None = None) -> dict[str, Any]:
    """A reading as events say it; `totals` are the register's, where many are told."""
    return stated(register, reading, totals).model_dump(mode="json", exclude=_WORDS)


def _register(pk: str) -> Register | None:
    asked = Register.objects.filter(pk=UUID(pk), meter__site__organization__journal__on=True)
    return asked.select_related("meter__site").first()


def _tell(register: Register, at: datetime) -> None:
    reading = Reading.objects.filter(register=register, at=at).select_related("attempt__face").first()
    before = Event.objects.filter(register=register, at=at, type__in=READINGS).order_by("-number").first()
    told = None if before is None else before.data
    data = said(register, reading) if reading is not None else _gone(register, at)
    if told is not None and not _news(told, data):
        return
    previous = None if told is None else {name: told[name] for name in (*PREVIOUS, "site_id")}
    kind = _first(data) if told is None else _kind(told, data)
    journal.write(
        register.meter.site.organization_id,
        kind,
        data if kind == CREATED else data | {"previous": previous},
        register=register.pk,
        at=at,
    )


def _first(data: dict[str, Any]) -> str:
    """What was told of it, if anything, was told by another way or is forgotten here: a withdrawal is told in any case."""
    return CORRECTED if data["state"] == State.REJECTED else CREATED


def _news(told: dict[str, Any], data: dict[str, Any]) -> bool:
    return any(told[name] != data[name] for name in PREVIOUS)


def _kind(told: dict[str, Any], data: dict[str, Any]) -> str:
    same = (told["value"], told["total"]) == (data["value"], data["total"])
    return CONFIRMED if same and data["state"] in SETTLED else CORRECTED


def _gone(register: Register, at: datetime) -> dict[str, Any]:
    """There is no such reading any more: what was told of it is withdrawn."""
    return said(register, Reading(register=register, at=at, state=State.REJECTED, changed_at=timezone.now()))
