"""What happened to an organization's readings, alerts and cameras, numbered in the order in which others are told."""

import uuid

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Register
from harimi.service.privacy.closed import ClosedJSONField


class Journal(models.Model):
    """That an organization's events are written down since a moment; `last` is the number of the newest one.

    Whoever writes an event holds this row until its transaction ends. So numbers become visible in their order, and who reads
    on from a number misses none. `read_at` is when a program asked last; where nobody does, and no outlet is left, it is off,
    and goes on with its numbers when somebody listens again.
    """

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="journal")
    last = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    on = models.BooleanField(default=True)


class Event(models.Model):
    """One thing that others are told, as it was then: never changed. `data` is a statement (`readings.stated`, …) as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="events")
    number = models.PositiveBigIntegerField()
    type = models.CharField(max_length=30)
    register = models.ForeignKey(Register, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    data = ClosedJSONField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="one_event_each_number")]
        indexes = [models.Index(fields=["register", "at", "-number"], name="last_told")]
