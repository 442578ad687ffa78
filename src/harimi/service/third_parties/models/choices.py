"""What people themselves decide: consents to recipients, and instructions to send their data to channels of their own."""

import uuid

from django.db import models

from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models import Recipient, Subject
from harimi.service.privacy.sealed import SealedTextField


class RecipientConsent(models.Model):
    """Somebody's consent to a recipient, or its withdrawal: a row that is never changed, and the last one holds.

    `facts_hash` is the hash of what was said of the recipient (name, country, items, and abroad what article 28(2) wants told);
    a consent holds only for a recipient of whom the same is still to be said.
    """

    class Kind(models.TextChoices):
        CONSENT = "consent"
        WITHDRAWAL = "withdrawal"

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    policy = models.PositiveIntegerField()
    facts_hash = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["subject", "recipient", "id"])]

    def save(self, *args: object, **kwargs: object) -> None:
        """Writes a new row; a kept one cannot be changed."""
        if self.pk is not None:
            raise TypeError("a consent is never changed; make a new one")
        super().save(*args, **kwargs)


class Instruction(models.Model):
    """That a customer has their own data sent to a channel of their own: to whom, in which country, of which kind, and what.

    `recipient` is how the customer calls whoever runs the channel; `host` where it is reached. `ended_at` is when they took it
    back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    service = models.CharField(max_length=20)
    recipient = SealedTextField(item="contract_data")
    host = SealedTextField(item="contract_data")
    country = models.CharField(max_length=2)
    items = ClosedJSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    ended_at = models.DateTimeField(null=True)
