"""How registers stand now."""

from django.db import models

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.privacy.closed import ClosedJSONField


class Standing(models.Model):
    """How a register stands now, so that a list of thousands asks one row of each; derived from the rows that it sums up.

    The last trusted reading (`value`, `at`, `state`), the newest picture, how many pictures ask a person (`questions`), every
    how many seconds photographs or values come (`every`) and from when on they are missed (`silent_after`). What was used on
    the day and in the month that began at `day` and `month`; and what is usual: `usual_until` is the mean of what was used by
    each full hour of the day, from 0 to 24, over the last weeks, in units of usage, made new on `usual_on`.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True, related_name="standing")
    value = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, blank=True)
    picture = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    picture_at = models.DateTimeField(null=True)
    questions = models.PositiveIntegerField(default=0)
    every = models.PositiveIntegerField(null=True)
    silent_after = models.DateTimeField(null=True)
    day = models.DateTimeField(null=True)
    day_used = models.BigIntegerField(null=True)
    month = models.DateTimeField(null=True)
    month_used = models.BigIntegerField(null=True)
    usual_until = ClosedJSONField(null=True)
    usual_on = models.DateField(null=True, db_index=True)
