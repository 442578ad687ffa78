"""Reports as files that take too long to make while somebody waits."""

import uuid

from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.meters.models.places import Site
from harimi.service.platform.models import Leased

_REST = ("kind", "day", "language", "photographs")


class ReportFile(Leased):
    """A report that a worker makes; whoever asks for the same one shares it. Without `site` it is of all the organization's.

    1. Somebody asks for it (`asked_at`): a worker has it from `due_at` on.
    2. The worker lays it out; `reached` counts the pages.
    3. It is over (`done_at`): `blob` is where the file lies, sealed; or `fault` says why there is none.
    4. A day after it was asked for the row goes, and the file with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=5)
    day = models.DateField()
    language = models.CharField(max_length=2)
    photographs = models.BooleanField()
    asked_at = models.DateTimeField(db_index=True)
    reached = models.PositiveIntegerField(default=0)
    blob = models.CharField(max_length=80, blank=True)
    fault = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", *_REST], condition=Q(site__isnull=False), name="one_file_each_report"),
            models.UniqueConstraint(
                fields=["organization", *_REST], condition=Q(site__isnull=True), name="one_file_each_report_of_all"
            ),
        ]
