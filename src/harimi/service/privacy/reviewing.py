"""The periodic review of how the policy is kept (clause 10): when it is due, and what it found."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.privacy.audit import record
from harimi.service.privacy.cards import masked
from harimi.service.privacy.evidence import Line
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import PolicyPublication, PolicyReview
from harimi.service.privacy.publication import in_force

CLAUSE = "10"
MOST = 10_000
"""Characters of what was found."""


class ReviewError(ValueError):
    """A review that says nothing."""


def began(now: datetime | None = None) -> datetime:
    """Since when nothing was reviewed: the last review, or the first publication."""
    last = PolicyReview.objects.order_by("at", "id").last()
    if last is not None:
        return last.at
    first = PolicyPublication.objects.order_by("number").first()
    return first.published_at if first else now or timezone.now()


def due_on(now: datetime | None = None) -> date:
    """The day in Japan on which so many days have gone by without one."""
    deadlines = current().deadlines
    return began(now).astimezone(ZoneInfo(deadlines.time_zone)).date() + timedelta(days=deadlines.review_days)


def is_due(now: datetime | None = None) -> bool:
    """Whether it is time."""
    at = now or timezone.now()
    return at.astimezone(ZoneInfo(current().deadlines.time_zone)).date() >= due_on(at)


def unreviewed(now: datetime | None = None) -> QuerySet[PolicyPublication]:
    """The policy in force, as long as its review is due; nothing otherwise."""
    rows = PolicyPublication.objects.order_by("number")
    return rows.filter(pk=in_force(now).pk) if rows.exists() and is_due(now) else rows.none()


@transaction.atomic
def keep(findings: str, evidence: Iterable[Line], *, since: datetime, actor: UUID, now: datetime | None = None) -> PolicyReview:
    """Keeps a review with its evidence. Raises `ReviewError` where nothing is said of what was found."""
    words = masked(findings.strip())[:MOST]
    if not words:
        raise ReviewError("nothing is said of what was found")
    told = [line.told() for line in evidence]
    digest = hashlib.sha256(json.dumps([told, words], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    number = in_force().number
    record("policy_reviewed", actor=actor, clause=CLAUSE, policy=number, digest=digest)
    at = now or timezone.now()
    return PolicyReview.objects.create(at=at, since=since, by_id=actor, policy=number, evidence=told, findings=words)
