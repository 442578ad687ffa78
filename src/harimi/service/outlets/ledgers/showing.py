"""How ledgers stand: what is wrong with the last month, and when something is sent next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from harimi.service.outlets.ledgers.files import time_zone
from harimi.service.outlets.ledgers.planning import due
from harimi.service.outlets.models import Ledger, LedgerMonth


@dataclass(frozen=True, slots=True)
class Standing:
    """`fault` is of the latest month that has one, `next_at` the next sending, None where the ledger is off."""

    ledger: Ledger
    fault: str
    next_at: datetime | None


def standing(ledgers: Iterable[Ledger]) -> list[Standing]:
    """Of each, in the same order."""
    found = list(ledgers)
    months: dict[object, list[LedgerMonth]] = {one.pk: [] for one in found}
    for row in LedgerMonth.objects.filter(ledger__in=found).order_by("-month"):
        months[row.ledger_id].append(row)
    return [_standing(one, months[one.pk]) for one in found]


def _standing(ledger: Ledger, rows: list[LedgerMonth]) -> Standing:
    """Where no month waits, the one at hand is the next."""
    fault = next((row.fault for row in rows if row.fault), "")
    waits = [row.due_at for row in rows if row.due_at is not None]
    month = timezone.now().astimezone(ZoneInfo(time_zone())).date().replace(day=1)
    return Standing(ledger, fault, min([*waits, due(ledger, month)]) if ledger.on else None)
