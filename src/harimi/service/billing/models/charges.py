"""What a customer owes and why, line by line."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from harimi.service.billing.models.invoices import Invoice
from harimi.service.contracts.models import Contract
from harimi.service.privacy.closed import ClosedJSONField


class Charge(models.Model):
    """One line: `yen` for the days `first` to `last` of a `month`. Open until an invoice takes it; never changed after that.

    `quantity` is what `unit_yen` is for: months for `base`, meters, cameras and readings by the month, else pieces. `about`
    says how it came: spans of days with their meters, or what was billed before and what it is now. `source` is what it is
    for, so that nothing is charged twice. `yen` is with or without tax as `with_tax` says, `rate` the tax in percent.
    """

    class Kind(models.TextChoices):
        BASE = "base"
        METER = "meter"
        DEVICE = "device"
        READINGS = "readings"
        SETUP = "setup"
        PARCEL = "parcel"
        DISCOUNT = "discount"
        REQUEST = "request"
        """The fee of a request under clause 6 of the policy."""
        CREDIT = "credit"
        """Taken off by staff, with a reason."""
        OTHER = "other"

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="charges")
    invoice = models.ForeignKey(Invoice, models.CASCADE, null=True, related_name="charges")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    month = models.DateField()
    first = models.DateField()
    last = models.DateField()
    quantity = models.BigIntegerField(default=1)
    unit_yen = models.BigIntegerField()
    yen = models.BigIntegerField()
    rate = models.PositiveSmallIntegerField()
    with_tax = models.BooleanField()
    corrects = models.BooleanField(default=False)
    source = models.CharField(max_length=80)
    label_ja = models.CharField(max_length=120, blank=True)
    label_en = models.CharField(max_length=120, blank=True)
    about = ClosedJSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["month", "id"]
        constraints = [models.UniqueConstraint(fields=["organization", "source"], name="nothing_is_charged_twice")]
        indexes = [models.Index(fields=["organization"], condition=Q(invoice=None), name="open_charges")]

    @property
    def subject_id(self) -> UUID:
        """Who owes it."""
        return self.organization.subject_id


class Discount(models.Model):
    """Off what a contract is charged by the month, from a day on: so many percent, or so many yen a month."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="discounts")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    yen = models.PositiveIntegerField(default=0)
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent=0) ^ Q(yen=0), name="percent_or_yen"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="a_hundred_percent_at_most"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="a_discount_ends_later"),
        ]
