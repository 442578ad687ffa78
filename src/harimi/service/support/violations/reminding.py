"""The privacy officer is told by mail that an objection came, and what is due: a number and a link, nothing else."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_in
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.notices.models import Message as Mail
from harimi.service.support.clock import MORNING, ZONE, works
from harimi.service.support.models import Violation
from harimi.service.support.violations.telling import PURPOSE

OBJECTED, DUE = "violation_objected", "violation_due"
AHEAD = timedelta(days=3)
"""So long before an objection has to be answered."""


def declare_all() -> None:
    """Called once Django has started."""
    for name in (OBJECTED, DUE):
        declare(Letter(name, MailClass.SERVICE, PURPOSE))


def tell_objection(violation: Violation) -> int:
    """An objection came; how many letters."""
    return sum(_write(OBJECTED, violation, user) for user in staff_in(StaffRole.PRIVACY))


def remind(now: datetime | None = None) -> int:
    """On the morning of a working day, of each case in which something is to be done; how many letters."""
    at = (now or timezone.now()).astimezone(ZONE)
    if not works(at.date()) or at.time() < MORNING:
        return 0
    rows = list(_due(at))
    return sum(_remind(one, user, at) for one in rows for user in staff_in(StaffRole.PRIVACY))


def _due(at: datetime) -> "QuerySet[Violation]":
    """Objections that have to be answered soon, and warnings whose day is over."""
    warned = Q(state=Violation.State.WARNED, do_by__lt=at.date())
    objected = Q(objection_due_at__lte=at + AHEAD)
    return Violation.objects.filter(warned | objected).exclude(state=Violation.State.ENDED).order_by("opened_at", "pk")


def _remind(violation: Violation, user: User, at: datetime) -> bool:
    """Once a day."""
    since = at.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Mail.objects.filter(letter=DUE, user=user, case=violation.number, asked_at__gte=since).exists()
    return not told and _write(DUE, violation, user)


def _write(name: str, violation: Violation, user: User) -> bool:
    link = f"{settings.HARIMI.url}{reverse('office_violation', args=[violation.pk])}"
    told = {"number": violation.number, "link": link}
    return write(name, to=user, context=told, case=violation.number) is not None
