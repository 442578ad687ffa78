"""Monthly runs: first on trial, then for good, a customer at a time."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.platform.models import Leased


class Run(models.Model):
    """The invoices of a month. `TRIAL`: workers find out what each customer would be charged; nothing is written but that.
    `READY`: staff look at it. `ISSUING`: workers issue. `DONE`; or `DROPPED` before anything was issued.
    """

    class State(models.TextChoices):
        TRIAL = "trial"
        READY = "ready"
        ISSUING = "issuing"
        DONE = "done"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(db_index=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.TRIAL)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=("trial", "ready", "issuing")), name="one_run_at_a_time"
            )
        ]


class RunPart(Leased):
    """A customer's part of a run: what they would be charged with tax, what they were charged the month before, and whether it
    is done. `fault` says why it could not be; the others go on without it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        TRIED = "tried"
        ISSUED = "issued"
        NOTHING = "nothing"
        FAILED = "failed"

    run = models.ForeignKey(Run, models.CASCADE, related_name="parts")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    yen = models.BigIntegerField(default=0)
    before = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    corrections = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "organization"], name="a_customer_is_in_a_run_once")]
        indexes = [models.Index(fields=["run", "state"])]
