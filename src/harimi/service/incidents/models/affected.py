"""Whom an incident concerns."""

from django.db import models

from harimi.service.incidents.models.incidents import Incident
from harimi.service.privacy.models import Subject


class Affected(models.Model):
    """That an incident concerns a subject, and whether they were written to.

    `own` is false of an owner who is here for their organization alone. `told_at` is when a letter was written, once; a person
    to whom none can be written is `unreachable`. An organization itself gets no letter: its owners do.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="affected")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    own = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True)
    unreachable = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "subject"], name="concerned_once")]
