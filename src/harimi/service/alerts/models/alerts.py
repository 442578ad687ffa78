"""What was found, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.alerts.models.levels import Level
from harimi.service.alerts.models.rules import Kind, Rule
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter, Register
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField
from harimi.service.readings.models import Attempt


class Ended(models.TextChoices):
    """Why an alert ended."""

    OVER = "over"
    """What it told of is no more."""
    CORRECTED = "corrected"
    """Values were corrected, and by the new ones it never was so."""
    EXPLAINED = "explained"
    """Another alert tells of the same cause, and knows more of it."""
    BY_HAND = "by_hand"
    RULE_OFF = "rule_off"
    RULE_CHANGED = "rule_changed"
    RETIRED = "retired"
    """Nobody looks at the meter any more, or for a time."""


OPEN = ("open", "acknowledged")
"""States in which an alert is not over."""


class Alert(Leased):
    """Something that is so since `since`, told of at `opened_at`: one row for each rule and thing, however long it goes on.

    1. `open`: nobody has said that they see to it. `level` rises and falls with what is found.
    2. `acknowledged`: somebody did. It is told to nobody else any more, unless its level rises.
    3. `ended`, with `ended_because`.

    What it is about is a `register`, a `device`, or, where both are None, its `meter`; of a device `meter` is one that it
    watches. `at` and `attempt`, with its picture, are of the moment that shows it best; `figures` fill the words that explain
    it, by its kind. `until` is when it was no more.

    `told_at` is when people were told, or are to be once it is no longer quiet: an escalation counts from it. `due_at` is
    when something happens by time alone: `quiet_until` or `snoozed_until` is over, or an escalation takes its next step;
    `step` counts those that it took. See `alerts.waking`.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="alerts")
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, related_name="alerts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    register = models.ForeignKey(Register, models.CASCADE, null=True, related_name="alerts")
    meter = models.ForeignKey(Meter, models.CASCADE, related_name="alerts")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="alerts")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    level = models.CharField(max_length=7, choices=Level.choices)
    since = models.DateTimeField()
    opened_at = models.DateTimeField()
    at = models.DateTimeField()
    attempt = models.ForeignKey(Attempt, models.SET_NULL, null=True, related_name="+")
    figures = ClosedJSONField(default=dict)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField()
    quiet_until = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-opened_at"]),
            models.Index(fields=["register", "-opened_at"]),
            models.Index(fields=["organization", "state"], condition=Q(state__in=OPEN), name="open_alerts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "register"], condition=Q(state__in=OPEN, register__isnull=False), name="one_alert_each_register"
            ),
            models.UniqueConstraint(
                fields=["rule", "device"], condition=Q(state__in=OPEN, device__isnull=False), name="one_alert_each_device"
            ),
            models.UniqueConstraint(
                fields=["rule", "meter"], condition=Q(state__in=OPEN, register=None, device=None), name="one_alert_each_meter"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state in OPEN


class Happened(models.TextChoices):
    """What may happen to an alert."""

    OPENED = "opened"
    RAISED = "raised"
    LOWERED = "lowered"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    SNOOZE_OVER = "snooze_over"
    QUIET_OVER = "quiet_over"
    ESCALATED = "escalated"
    ENDED = "ended"
    CORRECTED = "corrected"


class AlertEvent(models.Model):
    """One thing that happened to an alert; rows are only added. `step` is that of an escalation, `note` what somebody wrote."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=Happened.choices)
    at = models.DateTimeField()
    level = models.CharField(max_length=7, choices=Level.choices)
    step = models.PositiveSmallIntegerField(default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = SealedTextField(item="contract_data", subject="alert.organization.subject_id", blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["alert", "id"])]
