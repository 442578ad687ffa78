"""What a unit costs: tariffs with versions, and which register is charged by which."""

import uuid

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.billing.money import STANDARD
from harimi.service.meters.models import Register
from harimi.service.privacy.closed import ClosedJSONField

UNIT_OF_RATE = 10_000
"""Rates are whole ten-thousandths of a yen."""


class Tariff(models.Model):
    """A landlord's prices for one unit, such as kWh; what they are stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="tariffs")
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]


class TariffVersion(models.Model):
    """Prices from a day on; `base_yen` and `minimum_yen` a month. Never changed once something was issued by them.

    `tiers` in order, each `{"upto": units a month or None, "rate": ten-thousandths of a yen}`. Where there are `windows`
    (`{"name", "days": all|weekday|weekend|working|off, "from", "to": hours, "rate"}`, the first that fits counts), the
    single tier is the rate of all other hours. `tax` in percent; `with_tax` where prices carry it.
    """

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="versions")
    since = models.DateField()
    base_yen = models.PositiveIntegerField(default=0)
    minimum_yen = models.PositiveIntegerField(default=0)
    tiers = ClosedJSONField()
    windows = ClosedJSONField(default=list)
    tax = models.PositiveSmallIntegerField(default=STANDARD)
    with_tax = models.BooleanField(default=True)

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["tariff", "since"], name="one_tariff_version_each_day")]


class Priced(models.Model):
    """From a day on a register is charged by a tariff, or by none."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="priced")
    tariff = models.ForeignKey(Tariff, models.CASCADE, null=True, related_name="priced")
    since = models.DateField()

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["register", "since"], name="one_tariff_each_day")]


class Sharing(models.Model):
    """From a day on several use what a register counts, and its cost is split by `rule`; by none, it is its tenant's again."""

    class Rule(models.TextChoices):
        EQUAL = "equal"
        WEIGHTS = "weights"
        SUBMETERS = "submeters"
        NONE = "none"

    register = models.ForeignKey(Register, models.CASCADE, related_name="sharings")
    since = models.DateField()
    rule = models.CharField(max_length=9, choices=Rule.choices)

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["register", "since"], name="one_sharing_each_day")]


class SharingPart(models.Model):
    """Somebody's part: a tenant's, or the landlord's own where there is neither tenant nor submeter. By `submeters` it is of
    whoever has that one.
    """

    sharing = models.ForeignKey(Sharing, models.CASCADE, related_name="parts")
    tenant = models.ForeignKey("meters.Tenant", models.CASCADE, null=True, related_name="+")
    submeter = models.ForeignKey(Register, models.CASCADE, null=True, related_name="+")
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
