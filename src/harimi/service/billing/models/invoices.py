"""Invoices as they were issued, and what the law wants kept of them."""

import uuid
from uuid import UUID

from django.db import models
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.billing.models.runs import Run
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField


class Sequence(models.Model):
    """The last number of a series, taken in the transaction of whoever uses it: there are no gaps."""

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Invoice(models.Model):
    """An invoice, or a `credit` note that takes `of` back or gives back more than is charged. The database refuses changes.

    Amounts are whole yen; `taxes` has the sum and the tax of each rate. `issuer` is who issued it as the operator's profile had
    it, in both languages; to whom it goes is sealed under the organization's key. `digest` is the SHA-256 of all that it says.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT = "credit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.INVOICE)
    of = models.OneToOneField("self", models.CASCADE, null=True, related_name="taken_back_by")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="invoices")
    month = models.DateField()
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    with_tax = models.BooleanField()
    total = models.BigIntegerField()
    taxes = ClosedJSONField()
    issuer = ClosedJSONField()
    contract_number = models.CharField(max_length=9)
    name = SealedTextField(item="name")
    corporate_name = SealedTextField(item="corporate_name", blank=True)
    department = SealedTextField(item="contract_data", blank=True)
    postal_code = SealedTextField(item="address")
    address = SealedTextField(item="address")
    reason = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["issued_on"]),
            models.Index(fields=["total"]),
            models.Index(fields=["organization", "-issued_on"]),
        ]

    @property
    def subject_id(self) -> UUID:
        """Whom it is sent to."""
        return self.organization.subject_id

    def __str__(self) -> str:
        return self.number


class InvoiceCopy(models.Model):
    """What the law wants kept of an invoice, filed when it is issued: recipient, date, content, amounts and number.

    Its `subject` is the key's that all copies of the same term share; with it they go after `until`. `recipient_index` finds
    them by the recipient's whole name. `alone` once the customer was erased: then the invoice itself is there no more.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField(db_index=True)
    total = models.BigIntegerField(db_index=True)
    recipient = SealedTextField(item="name")
    recipient_index = models.CharField(max_length=64, db_index=True)
    content = SealedTextField(item="contract_data")
    until = models.DateField(db_index=True)
    alone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
