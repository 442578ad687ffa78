"""Invoices as they were issued, and what the law wants kept of them."""

import uuid
from uuid import UUID

from django.db import models

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
    made_at = models.DateTimeField(auto_now_add=True)

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


class KeptInvoice(models.Model):
    """What the law wants kept of an invoice whose customer was erased: nothing leads from it to anything else that is kept.

    Its `subject` is nobody's but these rows'; with its key all of them go at the end of `until`. `recipient` and `content` are
    sealed; `recipient_index` finds the recipient by the whole name.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField(db_index=True)
    total = models.BigIntegerField(db_index=True)
    recipient = SealedTextField(item="name")
    recipient_index = models.CharField(max_length=64, db_index=True)
    content = SealedTextField(item="contract_data")
    until = models.DateField(db_index=True)

    class Meta:
        ordering = ["-number"]
