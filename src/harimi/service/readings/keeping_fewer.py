"""Older photographs are thinned out as their organization chose; what was read from them stays, without its evidence."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Trunc
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.captures.services import drop
from harimi.service.meters.models import Site
from harimi.service.privacy.holdings import held_back
from harimi.service.readings.keeping import droppable
from harimi.service.readings.models import Reading

Thinned = Organization.Thinned
AFTER = timedelta(days=30)
"""Photographs are as they came for so long."""
_SPAN = {Thinned.DAILY: "day", Thinned.EVIDENCE: "month"}


def thin_out(now: datetime | None = None) -> int:
    """Deletes photographs of which their organization keeps no more than the last of each day, or the evidence; how many."""
    before, gone = (now or timezone.now()) - AFTER, 0
    chosen = Site.objects.exclude(organization__photographs_thinned=Thinned.ALL)
    for site in chosen.exclude(organization__subject__in=held_back()).select_related("organization"):
        for one in _superfluous(site, before).iterator(chunk_size=500):
            drop(one)
            gone += 1
    return gone


def _superfluous(site: Site, before: datetime) -> QuerySet[Cut]:
    """The site's older photographs that a later readable one of the same camera, meter and day, or month, outlasts."""
    how = Thinned(site.organization.photographs_thinned)
    span = Trunc("taken_at", _SPAN[how], tzinfo=ZoneInfo(site.time_zone))
    theirs = droppable(site.organization).filter(installation__meter__site=site).annotate(span=span)
    later = Cut.objects.filter(installation=OuterRef("installation"), taken_at__gt=OuterRef("taken_at"), state=Cut.State.READ)
    outlasted = Exists(later.annotate(same=span).filter(same=OuterRef("span")))
    old = theirs.filter(outlasted, taken_at__lt=before)
    return old.exclude(Exists(_said(OuterRef("pk")))) if how == Thinned.EVIDENCE else old


def _said(cut: OuterRef) -> QuerySet[Reading]:
    """Readings of a photograph of which a person said what it shows."""
    return Reading.objects.filter(attempt__cut=cut, by_person=True)
