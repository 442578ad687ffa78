"""Inquiries as cases: what somebody wrote, what was answered, and what staff noted meanwhile."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField


class Case(models.Model):
    """Somebody's inquiry, under their own subject: a member's own, or a new one of a stranger's, whose `email` stands here.

    1. `NEW`: it came. `OPEN`: somebody of the staff has it, or the customer wrote again. The clock runs until `due_at`.
    2. `WAITING`: the customer was asked something. `ANSWERED`: they were told what they wanted to know.
    3. `CLOSED`: by either side, or by itself after a time without a word. What the customer writes later opens it again.

    `receipt_id` is the receipt's Message-ID.
    `organization` is whom it concerns, and `meter`, `device` and `cut` are that customer's, if any.
    """

    class Kind(models.TextChoices):
        """The first three and the last are clause 9-1's own."""

        OPINION = "opinion"
        QUESTION = "question"
        COMPLAINT = "complaint"
        FAULT = "fault"
        """A camera or a meter does not do what it should."""
        OTHER = "other"

    class State(models.TextChoices):
        NEW = "new"
        OPEN = "open"
        WAITING = "waiting"
        ANSWERED = "answered"
        CLOSED = "closed"

    class Channel(models.TextChoices):
        PAGE = "page"
        MY_ACCOUNT = "my_account"
        MAIL = "mail"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=11, unique=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    email = models.EmailField(blank=True, db_index=True)
    name = SealedTextField(item="name", blank=True)
    receipt_id = models.CharField(max_length=250, blank=True)
    meter = models.ForeignKey(Meter, models.SET_NULL, null=True, related_name="+")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="+")
    cut = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    assigned = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="cases_by_their_clock")]

    def __str__(self) -> str:
        return self.number


class Message(models.Model):
    """One message of a case, as the customer sees it, too. `mail_id` is the Message-ID under which it came or went by mail."""

    class Side(models.TextChoices):
        CUSTOMER = "customer"
        STAFF = "staff"

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    side = models.CharField(max_length=8, choices=Side.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = SealedTextField(item="contract_data", subject="case.subject_id")
    mail_id = models.CharField(max_length=250, blank=True, db_index=True)

    class Meta:
        ordering = ["at", "id"]


class Note(models.Model):
    """What staff tell each other of a case. No page shows it to the customer; a disclosure of what is held about them does."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = SealedTextField(item="contract_data", subject="case.subject_id")

    class Meta:
        ordering = ["at", "id"]
