"""How it was found out who asks: a code, a document, or that they are signed in; and by what right an agent does."""

from uuid import UUID

from django.conf import settings
from django.db import models

from harimi.service.privacy.sealed import SealedTextField
from harimi.service.requests.models.requests import Request


class Check(models.Model):
    """One try to find out who it is. A code is kept as a hash alone, a picture sealed in the store until somebody judged it.

    1. `ASKED`: a code is on its way, or a document is asked for. 2. `SENT`: a picture waits for a judgement. 3. `CONFIRMED`,
    `FAILED`, or `LOCKED` after too many wrong codes. What was asked for and never came is `VOID` when another one begins.
    """

    class Method(models.TextChoices):
        """As the operator's profile names them."""

        SIGN_IN = "sign_in"
        MAIL_CODE = "mail_code"
        POST = "post"
        DOCUMENT = "document"

    class Outcome(models.TextChoices):
        ASKED = "asked"
        SENT = "sent"
        CONFIRMED = "confirmed"
        FAILED = "failed"
        LOCKED = "locked"
        VOID = "void"

    request = models.ForeignKey(Request, models.CASCADE, related_name="checks")
    method = models.CharField(max_length=9, choices=Method.choices)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.ASKED)
    code_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    blob = models.CharField(max_length=80, blank=True, db_index=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "id"]

    @property
    def subject_id(self) -> UUID:
        """Whose key seals the picture."""
        return self.request.subject_id


class Authority(models.Model):
    """The paper that shows by what right an agent asks; the picture goes once somebody judged it."""

    request = models.OneToOneField(Request, models.CASCADE, related_name="authority")
    blob = models.CharField(max_length=80, blank=True, db_index=True)
    sent_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = SealedTextField(item="contract_data", subject="request.subject_id", blank=True)

    @property
    def subject_id(self) -> UUID:
        """Whose key seals the picture."""
        return self.request.subject_id
