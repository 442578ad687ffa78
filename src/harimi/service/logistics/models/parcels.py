"""What is sent to a customer."""

import uuid
from uuid import UUID

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.logistics.models.faults import Fault
from harimi.service.logistics.models.stock import StockPlace
from harimi.service.logistics.models.units import Unit
from harimi.service.privacy.sealed import SealedTextField


class Parcel(models.Model):
    """Units that a customer gets together.

    1. `WANTED`: somebody said how many of which models.
    2. `RESERVED`: units were taken out of a place for it; nobody else can take them.
    3. `PICKED`: the box of each was scanned.
    4. `SENT`: a carrier has it. Its units can be claimed from now on.
    5. `DELIVERED`: a customer claimed one of them, or staff know that it came.

    `CANCELLED` before it was sent gives the units back. It goes to the contract's address, unless one stands here, which is
    sealed under the organization's key as the wishes for its delivery are. `fault` is of the camera that it replaces.
    """

    class State(models.TextChoices):
        WANTED = "wanted"
        RESERVED = "reserved"
        PICKED = "picked"
        SENT = "sent"
        DELIVERED = "delivered"
        CANCELLED = "cancelled"

    class Carrier(models.TextChoices):
        YAMATO = "yamato"
        SAGAWA = "sagawa"
        JAPAN_POST = "japan_post"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=10, unique=True)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="parcels")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WANTED)
    place = models.ForeignKey(StockPlace, models.SET_NULL, null=True, related_name="+")
    fault = models.ForeignKey(Fault, models.SET_NULL, null=True, related_name="parcels")
    name = SealedTextField(item="name", blank=True)
    corporate_name = SealedTextField(item="corporate_name", blank=True)
    postal_code = SealedTextField(item="address", blank=True)
    address = SealedTextField(item="address", blank=True)
    telephone = SealedTextField(item="contract_data", blank=True)
    wishes = SealedTextField(item="contract_data", blank=True)
    carrier = models.CharField(max_length=10, choices=Carrier.choices, blank=True)
    tracking = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"])]

    @property
    def subject_id(self) -> UUID:
        """To whom it goes."""
        return self.organization.subject_id

    def __str__(self) -> str:
        return self.number


class ParcelLine(models.Model):
    """So many of a model are wanted."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="lines")
    model = models.CharField(max_length=80)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["model", "id"]
        constraints = [models.UniqueConstraint(fields=["parcel", "model"], name="a_parcel_names_a_model_once")]


class ParcelUnit(models.Model):
    """A unit in it; `picked_at` is when its box was scanned. Once the unit is wiped, nothing leads from it to the parcel."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="boxes")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="boxes")
    picked_at = models.DateTimeField(null=True)
    picked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["parcel", "unit"], name="a_unit_is_in_a_parcel_once")]
