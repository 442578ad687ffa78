"""Which registers are to be judged when, and what is usual for them."""

from django.db import models

from harimi.service.meters.models import Register
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField


class Watch(Leased):
    """When a register is judged next, by all rules that are for it.

    `changed_from` is the earliest moment whose reading changed since it was judged last, None where none did; `marks` counts
    how often somebody said so, so that a worker who finishes knows whether more came in meanwhile. `judged_at` is when it was
    judged last.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True, related_name="watch")
    changed_from = models.DateTimeField(null=True)
    marks = models.PositiveBigIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)


class Habit(models.Model):
    """What a counter usually counts, hour by hour of the week, learned from the weeks before `week` (a Monday of its site).

    `figures` are those of `alerts.habits`, in units of usage, None while too little is known. `scale` is what a unit stood for
    when they were learned: where that changes they are learned anew.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True, related_name="habit")
    week = models.DateField()
    scale = models.CharField(max_length=24)
    figures = ClosedJSONField(null=True)
