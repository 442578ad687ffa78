"""What marketing holds about people, and what stays of it for a month: the proof that somebody had asked for a mail."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.marketing.models import Dispatch
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(Subject.Kind.PERSON, {"marketing_dispatch": "user__subject"}, unlink={"marketing_dispatch": _nobodys})


def _nobodys(rows: QuerySet[Dispatch]) -> None:
    rows.update(user=None)


def forget_old(now: datetime | None = None) -> int:
    """Deletes proofs whose time is over; how many."""
    return Dispatch.objects.filter(at__lt=(now or timezone.now()) - held().kept("advertising")).delete()[0]
