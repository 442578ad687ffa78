"""What a landlord says once: who issues statements, how money comes, and with which day a month closes."""

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Site
from harimi.service.privacy.sealed import SealedTextField


class Landlord(models.Model):
    """An organization that bills its tenants. `account` is the text that says where to pay; `near_days` how many days a
    reading may lie from the border of a period; `begun` the first month that was ever billed.
    """

    class Rounding(models.TextChoices):
        FLOOR = "floor"
        ROUND = "round"
        CEILING = "ceiling"

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="landlord")
    name = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    address = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    account = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    registration_number = models.CharField(max_length=14, blank=True)
    due_days = models.PositiveSmallIntegerField(default=30)
    near_days = models.PositiveSmallIntegerField(default=3)
    rounding = models.CharField(max_length=7, choices=Rounding.choices, default=Rounding.FLOOR)
    begun = models.DateField(null=True)


class Closing(models.Model):
    """From a month on a site's months close with `day`, 0 for the calendar's last."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="closings")
    month = models.DateField()
    day = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["site", "month"], name="one_closing_each_month")]


class Numbering(models.Model):
    """The last number of a landlord's statements in a year, taken in the transaction of whoever uses it: there are no gaps.

    `alone` once the landlord is being erased: then their statements may go.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="numberings")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    alone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "year"], name="one_numbering_each_year")]
