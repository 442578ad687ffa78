"""Photographs that came in, and what is kept of each."""

import uuid

from django.db import models
from django.db.models import Q

from harimi.service.devices.models import Device, Frame, Installation
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField


class Capture(models.Model):
    """One photograph as it was sent. The bytes themselves are kept as `Cut`s, one for each meter on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="captures")
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    idempotency_key = models.CharField(max_length=200, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "idempotency_key"], condition=~Q(idempotency_key=""), name="one_capture_each_key"
            ),
            models.UniqueConstraint(fields=["device", "content_hash", "taken_at"], name="one_capture_each_photograph"),
        ]
        indexes = [models.Index(fields=["device", "received_at"])]


class Cut(Leased):
    """The part of a photograph that shows one meter, stripped of everything but its pixels, and how far its reading is.

    `part` is what of the camera's view was sent, and `frame` what of that view is kept (see `Installation`); None for all.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        """For a face."""
        DUE = "due"
        AGAIN = "again"
        """Due once more, after all that nobody has read yet."""
        READ = "read"
        FAILED = "failed"
        """Given up; `fault` says why."""

    capture = models.ForeignKey(Capture, models.CASCADE, related_name="cuts")
    installation = models.ForeignKey(Installation, models.CASCADE, related_name="cuts")
    taken_at = models.DateTimeField()
    blob = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    part = ClosedJSONField(null=True)
    frame = ClosedJSONField(null=True)
    state = models.CharField(max_length=8, choices=State.choices)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["capture", "installation"], name="one_cut_each_meter")]
        indexes = [models.Index(fields=["installation", "taken_at"])]

    @property
    def sent(self) -> Frame | None:
        """What of the camera's view was sent; None for all of it."""
        return None if self.part is None else Frame(*self.part)


UNREAD = (Cut.State.DUE, Cut.State.AGAIN)
"""What a worker will read."""
