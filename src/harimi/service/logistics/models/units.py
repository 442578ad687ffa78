"""The operator's cameras as things: in stock, shipped, claimed, returned, retired."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.devices.models import Device
from harimi.service.logistics.models.stock import StockPlace


class Unit(models.Model):
    """A camera in a box. Whose it is stands in `organization` from when it is reserved for them until it is wiped.

    `device` is what speaks for it in that organization's house. Of the key in the camera and the code on its box only hashes
    are kept; `code_end` are the code's last characters. `place` is the room where it lies, None while it is away.
    `wanted_back_at` is since when it is expected back, `reminded` how often its customer was reminded of that.
    """

    class State(models.TextChoices):
        STOCK = "stock"
        RESERVED = "reserved"
        SHIPPED = "shipped"
        CLAIMED = "claimed"
        RETURNED = "returned"
        RETIRED = "retired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.CharField(max_length=80, unique=True)
    model = models.CharField(max_length=80)
    batch = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STOCK)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="units")
    device = models.OneToOneField(Device, models.SET_NULL, null=True, related_name="unit")
    key_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    code_end = models.CharField(max_length=4)
    since = models.DateTimeField()
    place = models.ForeignKey(StockPlace, models.PROTECT, null=True, related_name="units")
    wanted_back_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "serial"]), models.Index(fields=["state", "model", "place"])]


class UnitEvent(models.Model):
    """A step in a unit's life. `organization` is whom it concerned, until the unit is wiped."""

    class What(models.TextChoices):
        REGISTERED = "registered"
        MOVED = "moved"
        RESERVED = "reserved"
        RELEASED = "released"
        SHIPPED = "shipped"
        CLAIMED = "claimed"
        ENROLLED = "enrolled"
        ASKED_BACK = "asked_back"
        RETURNED = "returned"
        WIPED = "wiped"
        NEW_CODE = "new_code"
        RETIRED = "retired"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=What.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "at"])]
