"""Units that are expected back: whose customers are reminded, and which are late."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.logistics import letters
from harimi.service.logistics.life import ask_back
from harimi.service.logistics.models import Unit

AWAY = (Unit.State.SHIPPED, Unit.State.CLAIMED)
AFTER = (timedelta(days=14), timedelta(days=28))
"""So long after it was asked for, its customer is reminded; after the last it is late."""


def ask_all_back(organization: Organization, actor: User | None) -> None:
    """All that an organization has is expected back: its contract is over."""
    for unit in organization.units.filter(state__in=AWAY, wanted_back_at=None):
        ask_back(unit, actor)


def let_keep(organization: Organization, since: datetime) -> None:
    """What was asked back since then is not expected any more: the contract goes on."""
    organization.units.filter(state__in=AWAY, wanted_back_at__gte=since).update(wanted_back_at=None, reminded=0)


def expected() -> QuerySet[Unit]:
    """All that are, the longest first."""
    return Unit.objects.filter(state__in=AWAY, wanted_back_at__isnull=False).order_by("wanted_back_at", "serial")


def late(unit: Unit, now: datetime) -> bool:
    """Whether it should have come by now."""
    by = late_from(unit)
    return by is not None and by <= now


def late_from(unit: Unit) -> datetime | None:
    """Until when it should come; None where it is not expected."""
    return None if unit.wanted_back_at is None else unit.wanted_back_at + AFTER[-1]


def remind(now: datetime | None = None) -> int:
    """Writes what is due, once for each of `AFTER`; how many letters of units."""
    at, told = now or timezone.now(), 0
    for n, after in reversed(list(enumerate(AFTER))):
        due = expected().filter(reminded__lte=n, wanted_back_at__lte=at - after)
        told += sum(_remind(unit, n) for unit in due.select_related("organization"))
    return told


@transaction.atomic
def _remind(unit: Unit, n: int) -> bool:
    """Whether this worker is the one that tells: it was the first to note it."""
    mine = Unit.objects.filter(pk=unit.pk, reminded=unit.reminded).update(reminded=n + 1) == 1
    if mine and unit.organization is not None:
        letters.tell_back(unit, unit.organization)
    return mine
