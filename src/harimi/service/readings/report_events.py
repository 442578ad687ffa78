"""What happened to the meters of a site in a period: exchanges, corrections with their reasons, and notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from harimi.service.meters.models import Site
from harimi.service.readings.models import Annotation, Exchange, Reading, State
from harimi.service.readings.report_period import Period

MOST = 300
"""So many corrections and so many notes stand in a report at most: it is read by people."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a meter; `kind` is `exchange`, `corrected` or `note`. Values are scaled by `decimals`."""

    kind: str
    at: datetime
    meter: str
    text: str = ""
    decimals: int = 0
    unit: str = ""
    old: int | None = None
    new: int | None = None


def events_of(site: Site, period: Period) -> list[Event]:
    """See `Event`; in order of time."""
    found = [*_exchanges(site, period), *_corrected(site, period), *_notes(site, period)]
    return sorted(found, key=lambda one: one.at)


def _inside(rows: QuerySet[Any], period: Period) -> QuerySet[Any]:
    return rows.filter(at__gte=period.start, at__lt=period.end).order_by("at")


def _exchanges(site: Site, period: Period) -> Iterator[Event]:
    rows = _inside(Exchange.objects.filter(register__meter__site=site), period).select_related("register__meter")
    for one in rows:
        register = one.register
        old, new = one.last_value, one.first_value
        yield Event("exchange", one.at, register.meter.name, one.serial, register.decimals, register.unit, old, new)


def _corrected(site: Site, period: Period) -> Iterator[Event]:
    """What a person set right and said why."""
    rows = Reading.objects.filter(register__meter__site=site, state=State.CORRECTED).exclude(reason="")
    for one in _inside(rows, period).select_related("register__meter")[:MOST]:
        register = one.register
        yield Event("corrected", one.at, register.meter.name, one.reason, register.decimals, register.unit, None, one.value)


def _notes(site: Site, period: Period) -> Iterator[Event]:
    rows = _inside(Annotation.objects.filter(meter__site=site), period).select_related("meter__site__organization")
    return (Event("note", one.at, one.meter.name, one.text) for one in rows[:MOST])
