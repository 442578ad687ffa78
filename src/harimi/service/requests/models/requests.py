"""Requests under clauses 6 to 8: what is demanded, by whom, about whom, and every step until it is closed."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.billing.models import InvoiceCopy
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField


class Request(models.Model):
    """One demand of one kind. `states` says which state follows which; `Step` has when, by whom and why.

    Its `subject` is whose key seals it: a member's own or their organization's, or a new one of a stranger's, whose `email` and
    `address` stand here. Whose data it is about is found out with the identity (`About`). `policy` is the publication under
    which it arrived: its fees and days hold. `withheld` are items that are not disclosed on the `ground`. `due_on` is the last
    day in Japan on which it may be answered.
    """

    class Kind(models.TextChoices):
        """As the manifest names their fees."""

        PURPOSE_NOTICE = "purpose_notice"
        DISCLOSURE = "disclosure"
        PROVISION_RECORDS = "provision_records"
        CORRECTION = "correction"
        STOP = "stop"
        PROVISION_STOP = "provision_stop"

    class State(models.TextChoices):
        RECEIVED = "received"
        IDENTIFYING = "identifying"
        """It is being found out whether it is they who ask."""
        UNIDENTIFIED = "unidentified"
        IDENTIFIED = "identified"
        QUOTED = "quoted"
        """The fee was told; it waits for them to agree."""
        AGREED = "agreed"
        INVESTIGATING = "investigating"
        EXECUTING = "executing"
        DECIDED = "decided"
        """With its `outcome`; the notice is written."""
        NOTIFIED = "notified"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    class Outcome(models.TextChoices):
        FULFILLED = "fulfilled"
        PARTIAL = "partial"
        NOT_FOUND = "not_found"
        """There are no such data, which is another answer than a refusal."""
        REFUSED = "refused"
        UNIDENTIFIED = "unidentified"

    class Channel(models.TextChoices):
        MY_ACCOUNT = "my_account"
        PAGE = "page"
        MAIL = "mail"
        PAPER = "paper"

    class Form(models.TextChoices):
        """How the answer is handed out, as the person chose (Act 33(2))."""

        ELECTRONIC = "electronic"
        PAPER = "paper"

    class Agent(models.TextChoices):
        NONE = ""
        LEGAL = "legal"
        """A legal representative: of a minor or an adult ward."""
        APPOINTED = "appointed"
        """Somebody whom the person authorized."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=11, unique=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=17, choices=Kind.choices)
    state = models.CharField(max_length=13, choices=State.choices, default=State.RECEIVED)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.ELECTRONIC)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    name = SealedTextField(item="name", blank=True)
    email = SealedTextField(item="mail", blank=True)
    postal_code = SealedTextField(item="address", blank=True)
    address = SealedTextField(item="address", blank=True)
    agent = models.CharField(max_length=9, choices=Agent.choices, blank=True)
    agent_name = SealedTextField(item="name", blank=True)
    wanted = SealedTextField(item="contract_data")
    claim = models.CharField(max_length=12, blank=True)
    recipient = models.CharField(max_length=40, blank=True)
    policy = models.PositiveIntegerField()
    arrived_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    ground = models.CharField(max_length=14, blank=True)
    withheld = ClosedJSONField(default=list)
    heading = SealedTextField(item="contract_data", blank=True)
    notice = SealedTextField(item="contract_data", blank=True)
    letter = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on"], name="requests_by_their_clock"),
            models.Index(fields=["subject", "-arrived_at"], name="requests_of_somebody"),
        ]

    def __str__(self) -> str:
        return self.number


class About(models.Model):
    """Somebody whose data a request is about, as it was found out."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="about")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "subject"], name="about_somebody_once")]


class AboutCopy(models.Model):
    """A copy of an invoice that the law wants kept and that is the person's, although nothing else of them is here any more."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="copies")
    copy = models.ForeignKey(InvoiceCopy, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "copy"], name="about_a_copy_once")]


class Step(models.Model):
    """One step of a request: into which `state`, by whom of staff if any, and in which words."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    state = models.CharField(max_length=13, choices=Request.State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = SealedTextField(item="contract_data", subject="request.subject_id", blank=True)

    class Meta:
        ordering = ["at", "id"]


class Ended(models.Model):
    """That a request was answered, when and how: it names nobody, and stays when all else about it is erased."""

    number = models.CharField(max_length=11, primary_key=True)
    kind = models.CharField(max_length=17)
    outcome = models.CharField(max_length=12)
    ground = models.CharField(max_length=14, blank=True)
    fee = models.PositiveIntegerField(default=0)
    arrived_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(db_index=True)
