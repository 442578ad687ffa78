"""Ledgers: a month of readings as a file, sent by itself."""

import uuid

from django.conf import settings
from django.db import models

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Site
from harimi.service.platform.models import Leased
from harimi.service.privacy.sealed import SealedTextField
from harimi.service.third_parties.models import Instruction


class Ledger(models.Model):
    """What is sent each month, on its `day` after the month is over: to a member by mail, or into a folder by SFTP.

    `settings` is what SFTP needs, the password too, as sealed JSON; it goes there by the `instruction` of whoever made it. Mail
    goes to a member's own address. Without `site` it is of all sites.
    """

    class Way(models.TextChoices):
        MAIL = "mail"
        SFTP = "sftp"

    class Form(models.TextChoices):
        XLSX = "xlsx"
        CSV = "csv"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="ledgers")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    name = SealedTextField(item="contract_data", subject="organization.subject_id")
    way = models.CharField(max_length=4, choices=Way.choices)
    form = models.CharField(max_length=4, choices=Form.choices)
    language = models.CharField(max_length=2)
    day = models.PositiveSmallIntegerField()
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    settings = SealedTextField(item="contract_data", subject="organization.subject_id", blank=True)
    instruction = models.ForeignKey(Instruction, models.SET_NULL, null=True, related_name="+")
    on = models.BooleanField(default=True)
    made_at = models.DateTimeField()


class LedgerMonth(Leased):
    """One month of a ledger. `version` counts how often its figures were others, `digest` is of what was sent last, by mail as
    soon as its `letter` has gone.

    1. It is due once the month is over, on the ledger's day.
    2. A worker writes the file and sends it; where it says what was sent before, nothing is sent, unless it is
       `wanted` even so.
    3. A correction within the month, or a photograph of it that comes late, makes it due once more, the next morning. `marks`
       counts them: one that comes while a worker sends the month is seen at the end.
    """

    ledger = models.ForeignKey(Ledger, models.CASCADE, related_name="months")
    month = models.DateField()
    version = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    letter = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    fails = models.PositiveIntegerField(default=0)
    marks = models.PositiveIntegerField(default=0)
    wanted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "month"], name="a_month_once")]

    def version_of(self, digest: str) -> int:
        """The version under which such figures go: what was sent before, once more, is the same one."""
        return self.version + (digest != self.digest)
