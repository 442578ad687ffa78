"""Money that came to the operator's bank account, and the files that told of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField


class Layout(models.Model):
    """Which columns of a bank's CSV hold what, by their heading or their number from 1: chosen once by staff.

    Without `debit`, money that goes out stands in `credit` with a minus.
    """

    name = models.CharField(max_length=40, unique=True)
    day = models.CharField(max_length=40)
    payer = models.CharField(max_length=40)
    credit = models.CharField(max_length=40)
    debit = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """A bank's file that was taken in: how many receipts were new or known before, and how many lines were no receipts.

    `cancelled` lines take back a transfer of an earlier file.
    """

    layout = models.CharField(max_length=40)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    debits = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    yen = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]


class Receipt(models.Model):
    """Money that came in on a day. Its payer is sealed under the customer's key once matched, under one of its own before.

    1. `OPEN`: nobody knows whose it is; in the books it stands as received and not matched.
    2. `MATCHED` with an `organization`. `RETURNED` to who sent it. `PAYOUT`: what a collector or card company paid out.

    Each of 2 can be undone. `payer_index` finds the payer's name without the reference; `alone_since` is set while it is
    nobody's.
    """

    class State(models.TextChoices):
        OPEN = "open"
        MATCHED = "matched"
        RETURNED = "returned"
        PAYOUT = "payout"

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="receipts")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="receipts")
    day = models.DateField()
    yen = models.PositiveBigIntegerField()
    payer = SealedTextField(item="payment")
    payer_index = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    alone_since = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["state", "-day"]), models.Index(fields=["organization", "-day"])]

    @property
    def number(self) -> str:
        """As it stands in the books."""
        return f"R-{self.pk:06d}"

    def __str__(self) -> str:
        return self.number
