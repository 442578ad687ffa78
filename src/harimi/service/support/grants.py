"""Which grants run, and what they let whom do: read at every request, so that one that ended opens nothing more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from harimi.service.accounts import second_step
from harimi.service.accounts.access import Action, Helper, allowed_in, lent_by, marked_by
from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole, staff_roles
from harimi.service.support.models import Grant

WAITS = timedelta(days=7)
"""For an owner's answer; then it has to be asked for again."""
_ROLES = {Grant.Scope.SEE: Helper.SEES, Grant.Scope.CHANGE: Helper.CHANGES}


def asks(now: datetime) -> Q:
    """Waits for an owner's answer."""
    return Q(given_at=None, revoked_at=None, asked_at__gt=now - WAITS)


def running(now: datetime | None = None) -> QuerySet[Grant]:
    """Those by which somebody is at work."""
    return Grant.objects.filter(revoked_at=None, begun_at__isnull=False, until__gt=now or timezone.now())


def open_to(staff: User, now: datetime | None = None) -> QuerySet[Grant]:
    """What somebody asked for, or was given, and that has not ended."""
    at = now or timezone.now()
    return Grant.objects.filter(asks(at) | Q(revoked_at=None, until__gt=at), staff=staff).order_by("asked_at")


def acting(user: User) -> list[Grant]:
    """By which the member of staff is at work now: in no session without their second step, whichever it was begun in."""
    if StaffRole.SUPPORT not in staff_roles(user) or second_step.is_missing(user):
        return []
    return list(running().filter(staff=user).select_related("organization", "case").order_by("until"))


def for_customer(user: User) -> QuerySet[Grant]:
    """What was asked of the organizations for which the person decides, the newest first."""
    mine = Grant.objects.filter(organization__in=allowed_in(user, Action.DECIDE_PRIVACY))
    return mine.select_related("organization", "case", "staff").order_by("-asked_at", "pk")


def offer() -> None:
    """Called once Django has started."""
    lent_by(_lent)
    marked_by(lambda: Exists(running().filter(organization=OuterRef("organization"))))


def _lent(user: User) -> Iterator[tuple[Organization, str]]:
    """The widest of several for the same customer."""
    widest: dict[UUID, Grant] = {}
    for grant in acting(user):
        if grant.organization_id not in widest or grant.scope == Grant.Scope.CHANGE:
            widest[grant.organization_id] = grant
    for grant in widest.values():
        yield grant.organization, _ROLES[Grant.Scope(grant.scope)]
