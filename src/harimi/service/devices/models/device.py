"""Cameras, and which meters they watch."""

import uuid
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter
from harimi.service.privacy.closed import ClosedJSONField


class Device(models.Model):
    """A camera in a customer's house, or a person with a telephone (`person`), who needs no token.

    `settings` are those that differ from `devices.settings.Settings`, `settings_known` is the version that the camera last
    said it goes by. `heard_at` is when it last said anything.
    """

    class Kind(models.TextChoices):
        CAMERA = "camera"
        PERSON = "person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CAMERA)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(null=True)
    settings = ClosedJSONField(default=dict)
    settings_known = models.PositiveIntegerField(null=True)
    heard_at = models.DateTimeField(null=True)


class DeviceToken(models.Model):
    """By which a camera is known. Only hashes of it are kept: whoever reads the database cannot send in a camera's name.

    `end` are its last characters, by which a person tells tokens apart; `broker_hash` is what an MQTT broker checks it by.
    From `until` on it is good no more.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True)
    end = models.CharField(max_length=4)
    broker_hash = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a photograph that is kept: left, top, width and height as shares of its sides."""

    x: float
    y: float
    width: float
    height: float


class Installation(models.Model):
    """This device watches this meter from `since` to `until`.

    Until a face is set, photographs are kept whole, at most until `set_up_ends`; from then on only `frame` of them is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="installations")
    meter = models.ForeignKey(Meter, models.CASCADE, related_name="installations")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    set_up_ends = models.DateTimeField()
    frame = ClosedJSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "meter"], condition=Q(until=None), name="a_meter_is_watched_once")
        ]

    @property
    def cut(self) -> Frame | None:
        """What is kept of each photograph; None while it is kept whole."""
        return None if self.frame is None else Frame(*self.frame)
