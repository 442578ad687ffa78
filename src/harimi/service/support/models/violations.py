"""Breaches of the terms of use as cases: what is suspected of whom, what was done about it, and what they say to that."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField


class Violation(models.Model):
    """That a person or an organization may have broken the terms of use; exactly one of `user` and `organization` is set.

    1. `OPEN`: evidence is gathered; only now, and until the end, may their logs be looked at.
    2. `WARNED`: they were told what was seen and what to do until `do_by`.
    3. `SUSPENDED`: use is stopped until `suspended_until`, None for until it is lifted: then it is as before.
    4. `ENDED`: founded or not; they were told why.

    In 2 and 3 they may object; that is answered until `objection_due_at`, which is None while nothing waits for an answer.
    """

    class Clause(models.TextChoices):
        """What the terms of use forbid."""

        OTHERS = "8(1)"
        """Somebody else's account, or photographs of meters without the right to."""
        HINDERS = "8(2)"
        LAW = "8(3)"

    class State(models.TextChoices):
        OPEN = "open"
        WARNED = "warned"
        SUSPENDED = "suspended"
        ENDED = "ended"

    class Outcome(models.TextChoices):
        FOUNDED = "founded"
        UNFOUNDED = "unfounded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=11, unique=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="violations")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="violations")
    clause = models.CharField(max_length=4, choices=Clause.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    do_by = models.DateField(null=True)
    suspended_until = models.DateField(null=True)
    """The last day of it, by the calendar in Japan."""
    objection_due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "opened_at"], name="violations_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def owner(self) -> "models.Model":
        """Whom it is about: a `User` or an `Organization`."""
        return self.user or self.organization  # type: ignore[return-value]  # one of the two is there


class ViolationEvent(models.Model):
    """A step of such a case. Evidence is a reference to what is kept anyway, or staff's own words; nothing is copied."""

    class What(models.TextChoices):
        OPENED = "opened"
        EVIDENCE = "evidence"
        WARNED = "warned"
        SUSPENDED = "suspended"
        LIFTED = "lifted"
        OBJECTED = "objected"
        ANSWERED = "answered"
        ENDED = "ended"

    class Source(models.TextChoices):
        """Where evidence stands: an audit row's number, a photograph's id, or days of a log such as 2026-11-01/2026-11-03."""

        AUDIT = "audit"
        CAPTURE = "capture"
        ACCESS_LOG = "access_log"
        CAMERA_LOG = "camera_log"

    violation = models.ForeignKey(Violation, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=9, choices=What.choices)
    words = SealedTextField(item="contract_data", subject="violation.subject_id", blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "id"]
