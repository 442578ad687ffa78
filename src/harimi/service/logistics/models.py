"""The operator's cameras as things: in stock, shipped, claimed, returned, retired."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.devices.models import Device


class Unit(models.Model):
    """A camera in a box. Whose it is stands in `organization` from its shipping until it is wiped, and nowhere else.

    `device` is what speaks for it in that organization's house. Of the key in the camera and the code on its box only hashes
    are kept; `code_end` are the code's last characters.
    """

    class State(models.TextChoices):
        STOCK = "stock"
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

    class Meta:
        indexes = [models.Index(fields=["state", "serial"])]


class UnitEvent(models.Model):
    """A step in a unit's life. `organization` is whom it concerned, until the unit is wiped."""

    class What(models.TextChoices):
        REGISTERED = "registered"
        SHIPPED = "shipped"
        CLAIMED = "claimed"
        ENROLLED = "enrolled"
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
