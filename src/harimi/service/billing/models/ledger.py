"""Double entry: every yen with where it came from and where it went."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.accounts.models import Organization


class Entry(models.Model):
    """Something that happened to money on a day: its postings add up to zero. Never changed; a mistake is posted back.

    `source` is what it is for, so that nothing is posted twice; `number` names the invoice or payment.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT = "credit"
        PAYMENT = "payment"
        MATCH = "match"
        REFUND = "refund"
        WRITE_OFF = "write_off"
        REVERSAL = "reversal"

    kind = models.CharField(max_length=9, choices=Kind.choices)
    day = models.DateField(db_index=True)
    source = models.CharField(max_length=80, unique=True)
    number = models.CharField(max_length=20, blank=True, db_index=True)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["day", "id"]


class Posting(models.Model):
    """Yen to an account: positive on its debit side, negative on its credit side (`ledger.accounts`).

    `organization` is whose receivable or advance it is, until they are erased; `invoice` the number of the invoice that it
    opens or settles; `rate` the tax rate of sales. A backup brings it back without customers that were erased since.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="postings")
    account = models.CharField(max_length=12)
    yen = models.BigIntegerField()
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+", db_constraint=False)
    invoice = models.CharField(max_length=20, blank=True, db_index=True)
    rate = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "organization"])]


class ClosedMonth(models.Model):
    """A month in which nothing is posted any more, and what the accounts stood at when it was closed."""

    month = models.DateField(primary_key=True)
    closed_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
