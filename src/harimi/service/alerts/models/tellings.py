"""What was told to whom, and what came of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from harimi.service.alerts.models.alerts import AlertEvent
from harimi.service.alerts.models.channels import Channel


class Telling(models.Model):
    """One thing that happened to an alert, to be told by one channel from `due_at` on. The rows are the delivery record.

    1. `waiting`: it is due, or it was tried `tries` times, and `code` with HTTP's `status` says what came of the last.
    2. Sent: `sent` at `done_at`. With others in one message, all have the same `message`.
    3. Or over without: `refused` by the other side, `given_up` after too long a time, or `superseded`, since it was not so any
       more, or somebody saw to it, before it could be told.

    `message` is the id under which it was, or may have been, sent: it is written before anything leaves, and taken away only
    where it is certain that nobody got it. Mail is handed over as a `letter`, whose end settles it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        REFUSED = "refused"
        GIVEN_UP = "given_up"
        SUPERSEDED = "superseded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AlertEvent, models.CASCADE, related_name="tellings")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="tellings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    message = models.UUIDField(null=True)
    letter = models.UUIDField(null=True, db_index=True)
    code = models.CharField(max_length=20, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "channel"], name="told_once")]
        indexes = [
            models.Index(fields=["channel", "due_at"], condition=Q(state="waiting"), name="to_be_told"),
            models.Index(fields=["channel", "-asked_at"], name="told_by_a_channel"),
        ]
