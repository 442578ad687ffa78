"""Sites, meters, what they count, and how they look."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField


class Site(models.Model):
    """Where meters hang. Its days and months are those of `time_zone`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="sites")
    name = SealedTextField(item="place", subject="organization.subject_id")
    time_zone = models.CharField(max_length=60, default="Asia/Tokyo")

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)


class Meter(models.Model):
    """The instrument itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="meters")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)


class Register(models.Model):
    """One quantity of a meter. Its values are integers in units of the last decimal.

    A `counter` only rises, until it `rolls_over_at` a value (an integer like the others) and starts from zero; a `gauge`
    goes up and down between `low` and `high`. `max_per_hour` is what can physically be: the same integers an hour.
    `display` and `digits` are how its owner described it, before anybody drew a face.
    """

    class Kind(models.TextChoices):
        COUNTER = "counter"
        GAUGE = "gauge"

    class Display(models.TextChoices):
        DRUMS = "drums"
        SEGMENTS = "segments"
        DIAL = "dial"
        DIALS = "dials"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meter = models.ForeignKey(Meter, models.CASCADE, related_name="registers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    display = models.CharField(max_length=8, choices=Display.choices)
    digits = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=20, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    rolls_over_at = models.BigIntegerField(null=True)
    max_per_hour = models.BigIntegerField(null=True)

    @property
    def counts_up(self) -> bool:
        """Whether values can only rise."""
        return self.kind == self.Kind.COUNTER


class Face(models.Model):
    """How a register looks to one camera, from `valid_from` until a newer version; never changed once it is kept.

    `view` is the id of the installation on whose picture it was drawn: another camera sees the meter otherwise. `data` is the
    face in the form of docs/schemas/face.json, in pixels of the pictures that are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.ForeignKey(Register, models.CASCADE, related_name="faces")
    version = models.PositiveIntegerField()
    view = models.UUIDField()
    data = ClosedJSONField()
    valid_from = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "version"], name="one_face_each_version")]
