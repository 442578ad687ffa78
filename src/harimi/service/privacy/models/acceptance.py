"""Under which policy and terms of use an account was made."""

from django.db import models

from harimi.service.privacy.models.subjects import Subject


class Acceptance(models.Model):
    """A person, and the publications of policy and terms of use that were in force when their account was made.

    An organization has those that its owner accepted last when it was founded.

    `policy` and `terms` are the publications' numbers, `language` the one in which they were shown; the time is kept in UTC.
    """

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="acceptances")
    policy = models.PositiveIntegerField()
    terms = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    at = models.DateTimeField(auto_now_add=True)
