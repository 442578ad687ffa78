"""Direct debit: from which account a customer lets us collect, and what was asked of the bank."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.privacy.sealed import SealedTextField


class Mandate(models.Model):
    """The account of a customer: codes of bank and branch, its kind (1 ordinary, 2 current), number, and holder in half-width
    kana. `fresh` until the bank was asked once.
    """

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="mandate")
    bank_code = SealedTextField(item="payment")
    branch_code = SealedTextField(item="payment")
    kind = SealedTextField(item="payment")
    account = SealedTextField(item="payment")
    holder = SealedTextField(item="payment")
    fresh = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    @property
    def subject_id(self) -> UUID:
        """Whose account it is."""
        return self.organization.subject_id


class DebitFile(models.Model):
    """A request to the bank to collect on a day; `answered_at` once its result came."""

    day = models.DateField()
    count = models.PositiveIntegerField()
    yen = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]


class Debit(models.Model):
    """Yen of an invoice that a file asks for; `record` is the line as it was sent, `result` the bank's code, empty before."""

    file = models.ForeignKey(DebitFile, models.CASCADE, related_name="debits")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="debits")
    invoice = models.CharField(max_length=20)
    day = models.DateField()
    yen = models.PositiveBigIntegerField()
    record = SealedTextField(item="payment")
    result = models.CharField(max_length=1, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["invoice", "day"], name="an_invoice_is_collected_once_a_day")]

    @property
    def subject_id(self) -> UUID:
        """From whom."""
        return self.organization.subject_id
