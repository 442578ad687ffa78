"""What is watched for."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.alerts.models.levels import Level
from harimi.service.meters.models import Meter, Register, Site
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField


class Kind(models.TextChoices):
    """What a rule watches for; each has a file of that name in `alerts.kinds`."""

    LIMIT = "limit"
    USAGE = "usage"
    CHANGE = "change"
    CONTINUOUS = "continuous"
    NO_FLOW = "no_flow"
    SPIKE = "spike"
    UNUSUAL = "unusual"
    LAMP = "lamp"
    SILENCE = "silence"
    BATTERY = "battery"
    MOVED = "moved"
    UNREADABLE = "unreadable"
    EXPIRY = "expiry"


class Rule(models.Model):
    """One thing that is watched for on all registers of an organization, or of a site, a meter, or on one register.

    `settings` are those of its kind (`alerts.kinds`). It is judged on `believed` values: `estimated` takes every trusted one,
    `confirmed` only those that later photographs or a person confirmed. `level` is that of what kinds find which know one only.

    `quiet` are hours in which nobody is told (`alerts.quiet`), None where there are none; `escalation` the minutes after which
    further people are told who have not heard yet, as long as nobody acknowledges, in order.

    A rule that `spares` watches nothing: it takes what it is for out of the rules of its kind that are for more. `own` is False
    for those that every organization has from the beginning: they can be changed and switched off, and not deleted.
    """

    class Believed(models.TextChoices):
        ESTIMATED = "estimated"
        CONFIRMED = "confirmed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="rules")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    meter = models.ForeignKey(Meter, models.CASCADE, null=True, related_name="+")
    register = models.ForeignKey(Register, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    settings = ClosedJSONField(default=dict)
    believed = models.CharField(max_length=9, choices=Believed.choices, default=Believed.ESTIMATED)
    level = models.CharField(max_length=7, choices=Level.choices, default=Level.WARNING)
    quiet = ClosedJSONField(null=True)
    escalation = ClosedJSONField(default=list)
    spares = models.BooleanField(default=False)
    on = models.BooleanField(default=False)
    own = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind"], condition=Q(own=False), name="one_first_rule_each_kind"),
            models.CheckConstraint(
                condition=Q(site=None, meter=None) | Q(site=None, register=None) | Q(meter=None, register=None),
                name="a_rule_is_for_one_thing",
            ),
        ]

    @property
    def scope(self) -> str:
        """For what it is: `register`, `meter`, `site` or `organization`."""
        if self.register_id:
            return "register"
        return "meter" if self.meter_id else "site" if self.site_id else "organization"
