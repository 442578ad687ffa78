"""Rounds: which meters a person reads one after the other, and what became of each when they came by."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models.meters import Register
from harimi.service.privacy.sealed import SealedTextField


class Round(models.Model):
    """A route past meters of one organization; how often it is walked is its `period`, empty where nobody minds."""

    class Period(models.TextChoices):
        NONE = ""
        DAILY = "day"
        WEEKLY = "week"
        MONTHLY = "month"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="rounds")
    name = SealedTextField(item="place", subject="organization.subject_id")
    period = models.CharField(max_length=5, choices=Period.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class RoundStop(models.Model):
    """One register on the way, at its `place` in the order; a meter that counts two things has two stops."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="stops")
    register = models.ForeignKey(Register, models.CASCADE, related_name="stops")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ("place", "id")
        constraints = [models.UniqueConstraint(fields=["round", "register"], name="a_round_comes_by_once")]


class Visit(models.Model):
    """Somebody came by a stop: the register was read, or passed over for a reason.

    `key` is the telephone's own number for this answer: what is sent twice, because the first answer never arrived, is done
    once, even where somebody put the value right in between. Two people who walk the same round have keys of their own.
    """

    class Outcome(models.TextChoices):
        KEPT = "kept"
        ASKS = "asks"
        SKIPPED = "skipped"

    class Reason(models.TextChoices):
        LOCKED = "locked"
        NOT_FOUND = "not_found"
        UNREADABLE = "unreadable"
        DANGEROUS = "dangerous"
        OTHER = "other"

    stop = models.ForeignKey(RoundStop, models.CASCADE, related_name="visits")
    key = models.UUIDField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["stop", "-at"])]
        constraints = [models.UniqueConstraint(fields=["stop", "key"], name="an_answer_counts_once")]
