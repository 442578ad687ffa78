"""Photographs end when their organization wants them to; what was read from them stays, without its evidence."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.captures.services import drop
from harimi.service.privacy.holdings import held_back
from harimi.service.readings.models import Attempt

AT_A_TIME = 500
"""Photographs deleted in one go; the others follow at the next."""


def forget_old_photographs(now: datetime | None = None) -> int:
    """Deletes photographs that are older than their organization keeps them; how many.

    The newest of each meter and of each way that a camera still stands remain, and so does what is not read and decided yet,
    or what must not be deleted because of a hold.
    """
    at, gone = now or timezone.now(), 0
    for organization in Organization.objects.exclude(photographs_kept_days=None).exclude(subject__in=held_back()):
        for one in _old(organization, at - timedelta(days=organization.photographs_kept_days or 0))[:AT_A_TIME]:
            drop(one)
            gone += 1
        _forget_told(organization, at - timedelta(days=organization.photographs_kept_days or 0))
    return gone


def _forget_told(organization: Organization, before: datetime) -> None:
    """What cameras told without a photograph goes as photographs do; the readings that came of it stay."""
    theirs = Attempt.objects.filter(cut=None, register__meter__site__organization=organization)
    old = theirs.filter(settled=True, taken_at__lt=before).order_by("taken_at")
    Attempt.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_A_TIME])).delete()


def _old(organization: Organization, before: datetime) -> QuerySet[Cut]:
    return droppable(organization).filter(taken_at__lt=before).order_by("taken_at")


def droppable(organization: Organization) -> QuerySet[Cut]:
    """Photographs without which everything goes on: read and decided, and neither a meter's newest nor a camera's."""
    theirs = Cut.objects.filter(installation__meter__site__organization=organization)
    done = theirs.filter(state__in=(Cut.State.READ, Cut.State.FAILED)).exclude(attempts__settled=False)
    return done.exclude(pk__in=list(_newest(organization)))


def _newest(organization: Organization) -> Iterator[int]:
    """The newest photograph of each meter, and of each installation that goes on."""
    cuts = Cut.objects.filter(installation__meter__site__organization=organization)
    yield from _last(cuts, "installation__meter")
    yield from _last(cuts.filter(installation__until=None), "installation")


def _last(cuts: QuerySet[Cut], each: str) -> QuerySet[Cut, int]:
    newest = cuts.filter(**{each: OuterRef(each)}).order_by("-taken_at", "-pk").values("pk")[:1]
    return cuts.annotate(last=Subquery(newest)).values_list("last", flat=True).distinct()
