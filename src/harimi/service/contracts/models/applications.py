"""Applications: who wants a contract, what they plan to read, and how it was found out who they are."""

import uuid
from uuid import UUID

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.contracts.models.contracts import Contract
from harimi.service.contracts.models.plans import Plan
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField


class Application(models.Model):
    """Somebody's application, kept under a subject of their own.

    1. `UNCONFIRMED`: sent from the public page. The link in the mail, of which the hash is kept, leads to its page.
    2. `RECEIVED`: the applicant opened the link and said that it is theirs. Staff look at it; who it is is found out.
    3. `ACCEPTED`: there is a contract. `REFUSED`: there is none, for a `ground`. `WITHDRAWN`: the applicant changed their mind.

    Accepted, refused and withdrawn ones are kept for some time and erased; unconfirmed ones go after days.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        RECEIVED = "received"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    class Ground(models.TextChoices):
        """Why there is no contract."""

        AREA = "area"
        METERS = "meters"
        IDENTITY = "identity"
        DETAILS = "details"
        TERMS = "terms"
        LAPSED = "lapsed"
        """Nobody decided in time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED, db_index=True)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, choices=Organization.Kind.choices)
    email = models.EmailField()
    name = SealedTextField(item="name")
    corporate_name = SealedTextField(item="corporate_name", blank=True)
    department = SealedTextField(item="contract_data", blank=True)
    postal_code = SealedTextField(item="address")
    address = SealedTextField(item="address")
    telephone = SealedTextField(item="contract_data")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    policy = models.PositiveIntegerField()
    terms = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    contract = models.ForeignKey(Contract, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "sent_at"])]

    def __str__(self) -> str:
        return str(self.id)


class PlannedPlace(models.Model):
    """A place and the meters there that are to be read: first of an application, then of its contract."""

    class Kind(models.TextChoices):
        WATER = "water"
        ELECTRICITY = "electricity"
        GAS = "gas"
        HEAT = "heat"
        PRESSURE = "pressure"
        OTHER = "other"

    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="places")
    contract = models.ForeignKey(Contract, models.CASCADE, null=True, related_name="places")
    place = SealedTextField(item="place")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    meters = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(application=None) ^ models.Q(contract=None), name="planned_in_one_of_the_two"
            )
        ]

    @property
    def subject_id(self) -> UUID:
        """Under whose key the place is sealed."""
        of = self.application or self.contract
        if of is None:
            raise ValueError("a planned place is an application's or a contract's")
        return of.subject_id


class IdentityCheck(models.Model):
    """That somebody's identity was checked: how, and what came of it. The evidence is sealed, and gone once that is decided."""

    class Method(models.TextChoices):
        UPLOAD = "upload"
        """The applicant sends a picture of a document."""
        DOCUMENT = "document"
        """Staff had a document in their hands."""
        REGISTRY = "registry"
        """A company or a public body was found in the register of corporate numbers."""

    class Outcome(models.TextChoices):
        ASKED = "asked"
        SENT = "sent"
        CONFIRMED = "confirmed"
        FAILED = "failed"

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    method = models.CharField(max_length=8, choices=Method.choices)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    evidence = models.CharField(max_length=80, blank=True, db_index=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
