"""Writes down what others are told, in one order: who reads on from a number misses nothing and hears nothing twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.outlets.models import Event, Journal, Outlet
from harimi.service.platform.bell import ring

JOB = "send to outlets"
NOTED = timedelta(hours=1)
"""How exactly it is known when a program read last."""


def begin(organization: Organization, *, read: bool = False) -> Journal:
    """From now on the organization's events are written down: somebody wants to hear them; with `read` a program asks."""
    now = timezone.now()
    row, _ = Journal.objects.get_or_create(organization=organization, defaults={"since": now})
    changes: dict[str, object] = {} if row.on else {"on": True, "since": now}
    if read and (row.read_at is None or row.read_at < now - NOTED):
        changes["read_at"] = now
    if changes:
        Journal.objects.filter(pk=row.pk).update(**changes)
        row.refresh_from_db()
    return row


def hold(organization: UUID) -> int | None:
    """Nobody else writes for the organization until this transaction ends; the last number, None where nothing is written."""
    mine = Journal.objects.filter(pk=organization, on=True)
    if not mine.update(last=F("last")):
        return None
    return mine.values_list("last", flat=True).get()


def write(
    organization: UUID,
    type: str,  # noqa: A002  # as standards call it
    data: Mapping[str, Any],
    *,
    register: UUID | None = None,
    at: datetime | None = None,
    pk: UUID | None = None,
) -> Event | None:
    """Writes an event and wakes the outlets; nothing where nobody listens. Call it inside a transaction.

    `pk` is its number where it is known by one already.
    """
    last = hold(organization)
    if last is None:
        return None
    made = Event.objects.create(
        pk=pk or uuid4(),
        organization_id=organization,
        number=last + 1,
        type=type,
        register_id=register,
        at=at,
        data=data,
        made_at=timezone.now(),
    )
    Journal.objects.filter(pk=organization).update(last=last + 1)
    if Outlet.objects.filter(organization=organization, on=True, due_at=None).update(due_at=timezone.now()):
        ring(JOB)
    return made
