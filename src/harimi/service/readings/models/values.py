"""Values of registers, what they were before, and which are to be decided again."""

from django.conf import settings
from django.db import models

from harimi.service.meters.models import Register
from harimi.service.platform.models import Leased
from harimi.service.readings.models.attempts import Attempt


class State(models.TextChoices):
    """How far a reading is to be believed."""

    ESTIMATED = "estimated"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    UNREADABLE = "unreadable"


TRUSTED = (State.ESTIMATED, State.CONFIRMED, State.CORRECTED)


class ReadingFields(models.Model):
    """What a reading says.

    `value` is scaled by the register's decimals, and so is `carried`: what had been counted before the counter stood at its
    zero, by its own earlier rounds and by the meters in its place before it. `by_person` where a person said so: that stands;
    `reason` is what they said why.
    """

    value = models.BigIntegerField(null=True)
    carried = models.BigIntegerField(default=0)
    by_person = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    confidence = models.FloatField(default=0.0)
    attempt = models.ForeignKey(Attempt, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Reading(ReadingFields):
    """A register's value at a moment, as users and systems see it."""

    pk = models.CompositePrimaryKey("register_id", "at")
    register = models.ForeignKey(Register, models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="readings_by_change")]


class ReadingVersion(ReadingFields):
    """What a reading was before it changed, and who or what changed it."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="versions")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    why = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["register", "at"])]


class Chain(Leased):
    """The readings of one register in order of time, decided by one worker at a time.

    `dirty_from` is the earliest moment whose reading must be decided (again); `marks` counts how often somebody said so, so
    that a worker who finishes knows whether more came in meanwhile.
    """

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True)
    dirty_from = models.DateTimeField(null=True)
    marks = models.PositiveBigIntegerField(default=0)
