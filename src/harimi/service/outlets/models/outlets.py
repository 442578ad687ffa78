"""Where an organization has its readings sent by itself."""

import uuid

from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Register, Site
from harimi.service.outlets.models.journal import Event
from harimi.service.platform.models import Leased
from harimi.service.privacy.sealed import SealedTextField
from harimi.service.third_parties.models import Instruction


class Outlet(Leased):
    """One place outside. It has been told everything up to the event of `position`; what is newer waits.

    1. An event makes it due, and a worker leases it.
    2. The worker sends what waits, in order, and writes `position` after each part that was taken.
    3. Nothing waits any more: it is due with the next event. Or the other side is away: `fault` says how, since
       `failing_since`, `fails` times one after the other, and it is due again later.
    4. An event that was refused `refusals` times is put into `SetAside`, where its owner sees it, and the next one has its
       turn.
    5. Readings of the archive that somebody wants there, too, are sent while nothing newer waits (`Filling`).

    `settings` is what its kind needs, secrets too, as sealed JSON. Nothing leaves but by the `instruction` of whoever made it.
    With `settled` only values that a person or later photographs settled are told. Without `site` it is of all sites.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="outlets")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    name = SealedTextField(item="contract_data", subject="organization.subject_id")
    settings = SealedTextField(item="contract_data", subject="organization.subject_id")
    instruction = models.ForeignKey(Instruction, models.SET_NULL, null=True, related_name="+")
    settled = models.BooleanField(default=False)
    on = models.BooleanField(default=True)
    position = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    fails = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)


class SetAside(models.Model):
    """An event that the other side would not take, whatever was tried; `code` is why. With `again` it is sent once more."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="set_aside")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)
    at = models.DateTimeField()
    again = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "event"], name="set_aside_once")]


class Filling(models.Model):
    """Readings of the archive from `since` to `until` that an outlet is to be sent: of one register, or of all that it is of.
    It has them up to the register `reached`, and of that one up to `reached_at`, but for those that were `refused`.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="fillings")
    register = models.ForeignKey(Register, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reached = models.UUIDField(null=True)
    reached_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0)
