"""Campaigns, and to whom each was written, with the proof that they had asked for it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.platform.models import Leased
from harimi.service.privacy.documents import Language


class Campaign(Leased):
    """One mail in both languages to an audience, which is a text of conditions (`segments`).

    1. `DRAFT`: staff write it, look at it and send it to themselves. 2. `SENDING`: a worker writes letters, some hundreds at a
    time, in order of the users' ids; `reached` is the last one. 3. `DONE` after the last user, `STOPPED` where staff end it:
    what was not handed over by then stays here.

    How many letters were sent, came back, failed, were refused by a choice of the recipient and were stopped by staff is
    counted here, since dispatches go earlier.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SENDING = "sending"
        STOPPED = "stopped"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    title_ja = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    body_ja = models.TextField(max_length=8000)
    body_en = models.TextField(max_length=8000)
    audience = models.TextField(max_length=2000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reached = models.UUIDField(null=True)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)

    def title(self, language: Language) -> str:
        """Its heading in a language."""
        return self.title_ja if language == "ja" else self.title_en

    def body(self, language: Language) -> str:
        """What it says in a language."""
        return self.body_ja if language == "ja" else self.body_en


class Dispatch(models.Model):
    """A campaign's letter to one person, with the proof that they had asked for such mail: when, by which words, how.

    `at` is when the letter was written, and from then on when it was sent: the month for which the proof stays runs from there
    (ordinance under the act, article 4). It stays although its person is erased. Then it leads to nobody; only whoever has the
    address can tell by `address_index` that it is theirs.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        BOUNCED = "bounced"
        FAILED = "failed"
        REFUSED = "refused"
        """Stopped, declined or erased since the letter was written."""
        STOPPED = "stopped"
        """Staff stopped the campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dispatches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    letter = models.UUIDField(unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    address_index = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField()
    asked_words = models.CharField(max_length=64)
    asked_language = models.CharField(max_length=2)
    asked_channel = models.CharField(max_length=12)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["campaign", "user"], name="one_dispatch_each"),)
