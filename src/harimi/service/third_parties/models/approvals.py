"""Leave to hand something over without consent, where a law permits it."""

import uuid

from django.db import models

from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models import Recipient, Subject
from harimi.service.privacy.sealed import SealedTextField


class Approval(models.Model):
    """Leave to hand somebody's data over once without their consent, with the findings that clauses 4(3) to 4(6) ask for.

    1. Asked for, with what the ground needs: `necessity` and `difficulty` in words for 4(3) and 4(4); for 4(5) the body, the
       statute it works under, the `difficulty` that consent would make, and its written `request` in the store, sealed; for
       4(6) statute and article and no words at all.
    2. Approved by name, or declined.
    3. Used once, before it expires.
    """

    class Ground(models.TextChoices):
        LIFE = "4(3)"
        HEALTH = "4(4)"
        AUTHORITY = "4(5)"
        LAW = "4(6)"

    class Tells(models.TextChoices):
        """Whether the person is told that it was handed over."""

        NOW = "now"
        LATER = "later"
        NEVER = "never"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=4, choices=Ground.choices)
    items = ClosedJSONField()
    necessity = SealedTextField(item="contract_data", blank=True)
    difficulty = SealedTextField(item="contract_data", blank=True)
    body = SealedTextField(item="contract_data", blank=True)
    statute = models.CharField(max_length=80, blank=True)
    article = models.CharField(max_length=40, blank=True)
    request = models.CharField(max_length=80, blank=True)
    tells = models.CharField(max_length=5, choices=Tells.choices)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
