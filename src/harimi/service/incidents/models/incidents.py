"""An incident: when it was known, of what kind it is, how far it reaches, what is reported of it, and each step."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.privacy.closed import ClosedJSONField


class Incident(models.Model):
    """A leak, loss or damage of personal data, or that one may have happened. Its words name nobody.

    `known_at` is when somebody here knew: all days are counted from it (`clock`). What kind it is, `assessing` says from the
    answers. How far it reaches is a choice of the manifest's `items` and `tables` (all that hold one of the items where none is
    chosen), of `organizations` (all where there is none) and of rows that were made from `since` to `until`. `estimated` is how
    many people it concerns in all, also those of whom the database does not know. `former` are those who were erased and stand
    in what the law wants kept, as they were counted last.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=11, unique=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    known_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assessed_at = models.DateTimeField(null=True)
    sensitive = models.BooleanField(default=False)
    card_numbers = models.BooleanField(default=False)
    card_rests = models.BooleanField(default=False)
    """The last four digits and the date of expiry: no damage by themselves."""
    payable = models.BooleanField(default=False)
    """What else lets somebody take money or goods: a password together with the address it opens, an account's secret."""
    wrongful = models.BooleanField(default=False)
    encrypted = models.BooleanField(default=False)
    keys_safe = models.BooleanField(default=False)
    items = ClosedJSONField(default=list)
    tables = ClosedJSONField(default=list)
    organizations = models.ManyToManyField(Organization, related_name="+")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    estimated = models.PositiveIntegerField(default=0)
    former = models.PositiveIntegerField(default=0, db_default=0)
    gathered_at = models.DateTimeField(null=True)
    prompt_reported_at = models.DateTimeField(null=True)
    final_reported_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-known_at", "pk"]

    def __str__(self) -> str:
        return self.number


class ReportText(models.Model):
    """One of the parts of a report (rule 8(1)) in both languages, as staff write it. The rest of it is counted, not written."""

    class Part(models.TextChoices):
        OUTLINE = "outline"
        CAUSE = "cause"
        HARM = "harm"
        RESPONSE = "response"
        PUBLICATION = "publication"
        PREVENTION = "prevention"
        OTHER = "other"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="texts")
    part = models.CharField(max_length=12, choices=Part.choices)
    ja = models.TextField(blank=True)
    en = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "part"], name="one_text_each_part")]


class IncidentEvent(models.Model):
    """A step of an incident. `about` is a code or a number, `words` are staff's own."""

    class What(models.TextChoices):
        OPENED = "opened"
        NOTED = "noted"
        ASSESSED = "assessed"
        SCOPED = "scoped"
        GATHERED = "gathered"
        WRITTEN = "written"
        PROMPT = "prompt"
        FINAL = "final"
        TOLD = "told"
        REMINDED = "reminded"
        CLOSED = "closed"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=8, choices=What.choices)
    about = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
