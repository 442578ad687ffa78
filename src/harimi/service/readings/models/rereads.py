"""Parts of the archive that are read once more on trial."""

import uuid
from datetime import datetime, timedelta

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face, Meter, Register, Site
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField


class Reread(Leased):
    """A part of the archive that is read once more on trial, with the faces in force and the models of today.

    It is of an organization, or one of its sites or meters, from `since` until `until`. `reached` is the number of the
    last picture that was listed as a `Trial`. Nothing of it stands before it is accepted; undecided, it is dropped in time.
    """

    class State(models.TextChoices):
        LISTING = "listing"
        READING = "reading"
        ACCEPTING = "accepting"
        ACCEPTED = "accepted"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    meter = models.ForeignKey(Meter, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reached = models.BigIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.LISTING)
    asked_at = models.DateTimeField(auto_now_add=True)
    total = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    @property
    def scope(self) -> str:
        """Of what it is the pictures: `meter`, `site` or `organization`."""
        return "meter" if self.meter_id else "site" if self.site_id else "organization"

    @property
    def last(self) -> datetime:
        """The last moment whose pictures are read; `until` is the first one after it."""
        return self.until - timedelta(microseconds=1)

    @property
    def undecided(self) -> bool:
        """Whether it can still be accepted or dropped."""
        return self.state in (self.State.LISTING, self.State.READING)


class Trial(Leased):
    """One picture read on trial for one register; the fields are those of the `Attempt` that it may become."""

    reread = models.ForeignKey(Reread, models.CASCADE, related_name="trials")
    cut = models.ForeignKey(Cut, models.CASCADE, related_name="+")
    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    face = models.ForeignKey(Face, models.CASCADE, null=True)
    models_used = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField()
    alternatives = ClosedJSONField(default=list)
    reasons = ClosedJSONField(default=list)
    evidence = ClosedJSONField(default=list)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reread", "cut", "register"], name="one_trial_each_picture")]
        indexes = [models.Index(fields=["reread", "taken_at"])]
