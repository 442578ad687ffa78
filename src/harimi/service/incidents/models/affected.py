"""Whom an incident concerns."""

from django.db import models

from harimi.service.incidents.models.incidents import Incident
from harimi.service.privacy.models import Subject


class Affected(models.Model):
    """That an incident concerns a subject, and whether they were written to.

    `own` is false of an owner who is here for their organization alone; a household's data are its owner's own. An organization
    itself gets no letter: its owners do.

    1. `letter` is the letter that was written, once. 2. `told_at` is when a server took it, `kept_at` when it was kept here
    since none may carry it. 3. `unreachable` is a person to whom none can be written, or whose letter came back.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="affected")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    own = models.BooleanField(default=True)
    letter = models.UUIDField(null=True, db_index=True)
    kept_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    unreachable = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "subject"], name="concerned_once")]
