"""Cameras, and which meters they watch."""

import uuid
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter
from harimi.service.privacy.closed import ClosedJSONField


class Device(models.Model):
    """A camera, or a person with a telephone (`person`), who needs no token.

    Of the token only a hash is kept: whoever reads the database cannot send in a camera's name. `token_end` are its last
    characters, by which a person tells tokens apart.
    """

    class Kind(models.TextChoices):
        CAMERA = "camera"
        PERSON = "person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CAMERA)
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    token_end = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(null=True)


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


class DeviceReport(models.Model):
    """What a camera said that it is and how it is doing (clause 1(2)①). Only with its organization's consent (clause 3-1)."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="reports")
    at = models.DateTimeField(auto_now_add=True)
    model = models.CharField(max_length=80, blank=True)
    os = models.CharField(max_length=80, blank=True)
    firmware = models.CharField(max_length=40, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    battery_percent = models.PositiveSmallIntegerField(null=True)
    rssi_dbm = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["device", "at"])]


class DeviceLog(models.Model):
    """One thing that happened to a camera (clause 1(2)②): codes and a number of its own, no free text."""

    class Level(models.TextChoices):
        DEBUG = "debug"
        INFO = "info"
        WARNING = "warning"
        ERROR = "error"

    class Event(models.TextChoices):
        STARTED = "started"
        STOPPED = "stopped"
        UPDATED = "updated"
        PHOTOGRAPH_TAKEN = "photograph_taken"
        PHOTOGRAPH_SENT = "photograph_sent"
        PHOTOGRAPH_REFUSED = "photograph_refused"
        CAMERA_FAILED = "camera_failed"
        NETWORK_LOST = "network_lost"
        NETWORK_BACK = "network_back"
        CLOCK_SET = "clock_set"
        POWER_LOW = "power_low"
        POWER_BACK = "power_back"
        STORAGE_FULL = "storage_full"
        LAMP_FAILED = "lamp_failed"
        FAULT = "fault"

    device = models.ForeignKey(Device, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level.choices)
    event = models.CharField(max_length=24, choices=Event.choices)
    code = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["device", "at"])]
        constraints = [models.UniqueConstraint(fields=["device", "at", "event", "code"], name="a_line_is_kept_once")]
