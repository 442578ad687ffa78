"""What was used in between."""

from django.db import models

from harimi.service.meters.models import Register
from harimi.service.platform.models import Leased


class Usage(models.Model):
    """What a register counted from `start` to the end of an hour, a day or a month of its site, scaled like its readings."""

    class Period(models.TextChoices):
        HOUR = "hour"
        DAY = "day"
        MONTH = "month"

    register = models.ForeignKey(Register, models.CASCADE, related_name="usage")
    period = models.CharField(max_length=5, choices=Period.choices)
    start = models.DateTimeField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "period", "start"], name="one_usage_each_period")]


class Recount(Leased):
    """What a register used is to be counted anew from `since` on: its multiplier or its site's time zone changed, or a reading
    on which many months of it hang.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True)
    since = models.DateTimeField()
