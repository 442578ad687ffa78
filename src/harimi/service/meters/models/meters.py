"""Meters, what they count, and what held for them when."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q

from harimi.service.meters.models.places import Site
from harimi.service.privacy.closed import ClosedJSONField


class Meter(models.Model):
    """A place where an instrument hangs; `model`, `serial` and `expires_on` are those of the one that hangs there now.

    `expires_on` is the day until which the law lets it be used for bills, None where no law does; `reminded_for` is the day
    for which its owner was told last. `retired_at` from when on nobody looks at it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="meters")
    name = models.CharField(max_length=120)
    model = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    expires_on = models.DateField(null=True)
    reminded_for = models.DateField(null=True)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Pause(models.Model):
    """From `since` to `until` nobody misses photographs of the meter or asks about it: empty rooms, a repair."""

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meter"], condition=Q(until=None), name="a_meter_is_paused_once")]


class RegisterFields(models.Model):
    """What a register is like; `multiplier` is what one unit of it stands for."""

    class Kind(models.TextChoices):
        COUNTER = "counter"
        GAUGE = "gauge"
        STATE = "state"

    class Display(models.TextChoices):
        DRUMS = "drums"
        SEGMENTS = "segments"
        DIAL = "dial"
        DIALS = "dials"
        SCALE = "scale"
        LAMPS = "lamps"

    RANGED = (Display.DIAL, Display.SCALE)
    """Displays that show any value between two, rather than digits."""

    display = models.CharField(max_length=8, choices=Display.choices)
    digits = models.PositiveSmallIntegerField(default=0)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    rolls_over_at = models.BigIntegerField(null=True)
    max_per_hour = models.BigIntegerField(null=True)
    multiplier = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(1))

    class Meta:
        abstract = True


class Register(RegisterFields):
    """One quantity of a meter. Its values are integers in units of the last decimal.

    A `counter` only rises, until it `rolls_over_at` a value (an integer like the others) and starts from zero; a `gauge`
    goes up and down between `low` and `high`; a `state` has one digit for each of its lamps, whose names are `states`, see
    `meters.states`. `max_per_hour` is what can physically be: the same integers an hour. `display` and `digits` are how its
    owner described it, before anybody drew a face. What was used is the difference of values times `multiplier`, as an integer
    in units of `usage_decimals` decimals. What these were before stands in `RegisterSetting`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meter = models.ForeignKey(Meter, models.CASCADE, related_name="registers")
    name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8, choices=RegisterFields.Kind.choices)
    unit = models.CharField(max_length=20, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    finer = models.PositiveSmallIntegerField(default=0)
    states = ClosedJSONField(default=list)

    @property
    def counts_up(self) -> bool:
        """Whether values can only rise."""
        return self.kind == self.Kind.COUNTER

    @property
    def is_state(self) -> bool:
        """Whether its values are states of lamps and flags rather than numbers."""
        return self.kind == self.Kind.STATE

    @property
    def usage_decimals(self) -> int:
        """Decimals of what was used: those of the values, and `finer` ones for multipliers that are no whole number."""
        return self.decimals + self.finer

    @property
    def figure_decimals(self) -> int:
        """Decimals of what people compare of it: what a counter counted, what a gauge showed."""
        return self.usage_decimals if self.counts_up else self.decimals


class RegisterSetting(RegisterFields):
    """What held for a register until a moment: before its meter was exchanged, or before its multiplier was set right."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="settings")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "until"], name="one_setting_until_each_moment")]
