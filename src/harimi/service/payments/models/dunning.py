"""Reminders of what is due, and why they rest."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.privacy.sealed import SealedTextField


class Reminder(models.Model):
    """A letter about an invoice: `step` counts from 1; `last` is the last notice."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="reminders")
    invoice = models.CharField(max_length=20)
    step = models.PositiveSmallIntegerField()
    last = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["invoice", "step"], name="a_reminder_is_written_once")]


class DunningHold(models.Model):
    """A person's word that a customer is not reminded, and why; until it is lifted."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="dunning_holds")
    reason = SealedTextField(item="contract_data")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["organization"], condition=Q(lifted_at=None), name="one_hold_at_a_time")]

    @property
    def subject_id(self) -> UUID:
        """Who is not reminded."""
        return self.organization.subject_id
