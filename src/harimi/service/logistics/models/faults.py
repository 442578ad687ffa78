"""Cameras of which a customer says that they are broken."""

import uuid
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from harimi.service.devices.models import Device


class Fault(models.Model):
    """A camera's fault: reported by its customer, answered by another unit, over once that took its place or it works again."""

    class Code(models.TextChoices):
        POWER = "power"
        CONNECTION = "connection"
        BLURRED = "blurred"
        BROKEN = "broken"
        OTHER = "other"

    class State(models.TextChoices):
        REPORTED = "reported"
        ANSWERED = "answered"
        OVER = "over"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="faults")
    code = models.CharField(max_length=10, choices=Code.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.REPORTED)
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "reported_at"])]
        constraints = [
            models.UniqueConstraint(fields=["device"], condition=~Q(state="over"), name="a_camera_has_one_fault_at_a_time")
        ]

    @property
    def subject_id(self) -> UUID:
        """Whose camera it is."""
        return self.device.organization.subject_id

    def __str__(self) -> str:
        return str(self.id)
