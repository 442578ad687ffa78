"""What a tenant sees: the meters that are let to them, in their own time and in no other's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.meters.models import Meter, Tenancy


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` to `until`, each None where nothing limits it."""

    since: datetime | None = None
    until: datetime | None = None

    def within(self, field: str) -> Q:
        """Rows of which a time lies in the window."""
        found = Q()
        if self.since is not None:
            found &= Q(**{f"{field}__gte": self.since})
        if self.until is not None:
            found &= Q(**{f"{field}__lt": self.until})
        return found

    def cut(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """The part of a time that lies in the window; an empty one at its border where nothing does."""
        first = start if self.since is None else max(start, self.since)
        last = end if self.until is None else min(end, self.until)
        return first, max(first, last)


EVERYTHING = Window()


def tenancies_of(user: User) -> QuerySet[Tenancy]:
    """What is or was let to the person, the newest first."""
    theirs = Membership.objects.filter(user=user, role=Membership.Role.TENANT).values("tenant")
    return Tenancy.objects.filter(tenant__in=theirs).order_by(F("until").desc(nulls_first=True), "-since")


def windows_of(user: User) -> Mapping[UUID, Window]:
    """The meters that are or were let to the person, each with its newest time that has begun."""
    found: dict[UUID, Window] = {}
    now = timezone.now()
    for meter, since, until in tenancies_of(user).values_list("meter_id", "since", "until"):
        if since <= now:
            found.setdefault(meter, Window(since, until))
    return found


def let_meter(user: User, meter_id: UUID) -> tuple[Meter, Window] | None:
    """A meter that is or was let to the person, with the time that they see."""
    window = windows_of(user).get(meter_id)
    if window is None:
        return None
    meters = Meter.objects.select_related("site__organization").prefetch_related("registers")
    return meters.get(pk=meter_id), window


def in_their_time(user: User, meter: str, at: str) -> Exists:
    """Rows whose meter was the person's at the time of the row; `meter` and `at` are paths from it."""
    return Exists(
        tenancies_of(user)
        .order_by()
        .filter(Q(until=None) | Q(until__gt=OuterRef(at)), meter=OuterRef(meter), since__lte=OuterRef(at))
    )
