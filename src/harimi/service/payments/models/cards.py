"""Card payments: kept cards by the provider's token, payments, what was given back or is disputed, and what we were told.

A card's number is never here: people type it on the provider's own page.
"""

import uuid
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.billing.models import Invoice
from harimi.service.platform.models import Leased
from harimi.service.privacy.sealed import SealedTextField


class KeptCard(models.Model):
    """The card from which an organization's invoices are paid, and `when`. Without a `kept_at` none is kept; with
    another card in its place it stays.

    `customer` and `method` are the provider's ids; `expires` is a month such as 2028-04. `page` is the one on
    which a card may be typed now: what was typed on an earlier one does not count.
    """

    class When(models.TextChoices):
        AT_ONCE = "at_once"
        THREE_DAYS = "three_days"
        DUE = "due"
        """On the day by which an invoice is to be paid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.OneToOneField(Organization, models.CASCADE, related_name="kept_card")
    when = models.CharField(max_length=10, choices=When.choices, default=When.THREE_DAYS)
    customer = SealedTextField(item="payment", blank=True)
    method = SealedTextField(item="payment", blank=True)
    brand = SealedTextField(item="payment", blank=True)
    last4 = SealedTextField(item="payment", blank=True)
    expires = SealedTextField(item="payment", blank=True)
    kept_at = models.DateTimeField(null=True)
    page = models.CharField(max_length=255, blank=True)

    @property
    def subject_id(self) -> UUID:
        """Whose it is."""
        return self.organization.subject_id


class CardPayment(Leased):
    """One try to pay an invoice by card: on a hosted `page`, or from the `kept` card, which is tried `attempt` times at most.

    1. `WAITING`: the provider is about to be asked. 2. `OPEN`: somebody may type a card on the
    page. 3. `PROCESSING`: the provider works on it. Then `SUCCEEDED`, `DECLINED` with a `fault`, `CONFIRM` where the cardholder
    has to, or `DROPPED` since nothing was to be paid any more. What succeeded stays so.
    """

    class Kind(models.TextChoices):
        PAGE = "page"
        KEPT = "kept"

    class State(models.TextChoices):
        WAITING = "waiting"
        OPEN = "open"
        PROCESSING = "processing"
        SUCCEEDED = "succeeded"
        DECLINED = "declined"
        CONFIRM = "confirm"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="card_payments")
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="card_payments")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    yen = models.PositiveBigIntegerField(default=0)
    session = models.CharField(max_length=255, blank=True, db_index=True)
    intent = models.CharField(max_length=255, blank=True, db_index=True)
    fault = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "attempt"], condition=Q(kind="kept"), name="a_kept_card_is_tried_once_each_time"
            )
        ]
        indexes = [models.Index(fields=["state", "-made_at"])]

    @classmethod
    def of_kept(cls, invoice: Invoice, attempt: int, due_at: datetime) -> "CardPayment":
        """A try from the kept card; its id follows from the invoice, so that it is the same after a restore."""
        told = {"organization": invoice.organization, "invoice": invoice, "kind": cls.Kind.KEPT, "attempt": attempt}
        return cls(id=uuid.uuid5(invoice.pk, f"card:{attempt}"), due_at=due_at, **told)


class CardRefund(Leased):
    """Yen of a payment that are given back, with the `reason` that staff gave; none where it was done at the provider's."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ASKED = "asked"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(CardPayment, models.CASCADE, related_name="refunds")
    yen = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    refund = models.CharField(max_length=255, blank=True, db_index=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["made_at"]


class CardDispute(models.Model):
    """A payment that a cardholder's bank calls into question; `state` and `reason` in the provider's words."""

    id = models.CharField(primary_key=True, max_length=255)
    payment = models.ForeignKey(CardPayment, models.CASCADE, related_name="disputes")
    yen = models.PositiveBigIntegerField()
    state = models.CharField(max_length=40)
    reason = models.CharField(max_length=60)
    due_at = models.DateTimeField(null=True)
    """Until when it is answered at the provider's."""

    class Meta:
        ordering = ["due_at"]


class CardEvent(Leased):
    """That the provider told something `about` an object, once for each `id` of its own; the object is asked for then."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        IGNORED = "ignored"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=255)
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=255)
    told_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING, db_index=True)
    fault = models.CharField(max_length=60, blank=True)


class CardLeft(Leased):
    """The id of a card or a customer of which nothing is to be kept at the provider any more; gone once that is done."""

    id = models.CharField(primary_key=True, max_length=255)
