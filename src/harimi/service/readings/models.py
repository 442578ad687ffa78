"""What vision saw, what it means, and what was used in between."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.meters.models import Face, Meter, Register, Site
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.sealed import SealedTextField


class Attempt(models.Model):
    """One picture read with one face and one set of models: what it may show, before any history was heard. Without a face
    it was a person who read it, or the `device` itself.

    What the `device` read itself is `told` (None where it could not), in steps of `told_step`; it may have sent no picture.

    `alternatives` are pairs of a scaled value and its probability, most probable first; `reasons` the codes of
    `vision.reasons` with what fills them; `evidence` where everything was seen, in pixels of the cut. `settled` when its
    reading was decided.
    """

    cut = models.ForeignKey(Cut, models.CASCADE, null=True, related_name="attempts")
    register = models.ForeignKey(Register, models.CASCADE, related_name="attempts")
    face = models.ForeignKey(Face, models.CASCADE, null=True)
    models_used = models.CharField(max_length=200)
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="+")
    told = models.BigIntegerField(null=True)
    told_step = models.BigIntegerField(default=1)
    taken_at = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    alternatives = ClosedJSONField()
    reasons = ClosedJSONField()
    evidence = ClosedJSONField()
    settled = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, blank=True)
    guess = models.BigIntegerField(null=True)
    confidence = models.FloatField(default=0.0)
    doubts = ClosedJSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cut", "register"], name="one_attempt_each_picture"),
            models.UniqueConstraint(
                fields=["device", "register", "taken_at"], condition=Q(cut=None), name="one_value_each_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["register", "taken_at"]),
            models.Index(
                fields=["register", "-taken_at"], condition=Q(settled=True, verdict="uncertain"), name="open_questions"
            ),
        ]


class LearnedView(Leased):
    """How a face looks by now in one light, learned from a `picture` (of `taken_at`) that was laid over it and read.

    1. `noted`: a picture from which the view may be renewed. One of the next pictures makes it due.
    2. `in_force`, where the other pictures uphold it: `data` is the view as `vision.views.View` has it, instead of the earlier
       one of that light; it never changes.
    3. `refused`, where they do not: that day no other is asked for.
    When the picture goes, what was learned from it goes with it.
    """

    class State(models.TextChoices):
        NOTED = "noted"
        REFUSED = "refused"
        IN_FORCE = "in_force"

    face = models.ForeignKey(Face, models.CASCADE, related_name="learned")
    light = models.CharField(max_length=8)
    picture = models.ForeignKey(Cut, models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NOTED)
    data = ClosedJSONField(null=True)
    learned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["face", "light"], condition=Q(state="in_force"), name="one_view_each_light"),
            models.UniqueConstraint(fields=["face"], condition=~Q(state="in_force"), name="one_picture_to_learn_from"),
        ]


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


class Exchange(models.Model):
    """Another instrument was put in a register's place: the last value of the old one, the first of the new one, and their
    pictures where there are any. `serial` and `model` are those of the old one.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="exchanges")
    at = models.DateTimeField()
    last_value = models.BigIntegerField()
    first_value = models.BigIntegerField()
    last_picture = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    first_picture = models.ForeignKey(Cut, models.SET_NULL, null=True, related_name="+")
    model = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "at"], name="one_exchange_each_moment")]


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


class Recount(Leased):
    """What a register used is to be counted anew from `since` on: its multiplier or its site's time zone changed."""

    register = models.OneToOneField(Register, models.CASCADE, primary_key=True)
    since = models.DateTimeField()


class Annotation(models.Model):
    """What somebody wrote about a moment of a meter, such as that a leak was mended."""

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="annotations")
    at = models.DateTimeField()
    text = SealedTextField(item="contract_data", subject="meter.site.organization.subject_id")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["meter", "at"])]


class Reread(Leased):
    """A part of the archive that is read once more on trial, with the faces in force and the models of today.

    It is of an organization, or one of its sites or meters, from `since` until `until`. `reached` is the number of the
    last picture that was listed as a `Trial`. Nothing of it stands before it is accepted; undecided, it is dropped in time.
    """

    class State(models.TextChoices):
        LISTING = "listing"
        READING = "reading"
        ACCEPTING = "accepting"
        ACCEPTED = "accepted"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    meter = models.ForeignKey(Meter, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reached = models.BigIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.LISTING)
    asked_at = models.DateTimeField(auto_now_add=True)
    total = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    @property
    def scope(self) -> str:
        """Of what it is the pictures: `meter`, `site` or `organization`."""
        return "meter" if self.meter_id else "site" if self.site_id else "organization"

    @property
    def last(self) -> datetime:
        """The last moment whose pictures are read; `until` is the first one after it."""
        return self.until - timedelta(microseconds=1)

    @property
    def undecided(self) -> bool:
        """Whether it can still be accepted or dropped."""
        return self.state in (self.State.LISTING, self.State.READING)


class Trial(Leased):
    """One picture read on trial for one register; the fields are those of the `Attempt` that it may become."""

    reread = models.ForeignKey(Reread, models.CASCADE, related_name="trials")
    cut = models.ForeignKey(Cut, models.CASCADE, related_name="+")
    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    face = models.ForeignKey(Face, models.CASCADE, null=True)
    models_used = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField()
    alternatives = ClosedJSONField(default=list)
    reasons = ClosedJSONField(default=list)
    evidence = ClosedJSONField(default=list)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reread", "cut", "register"], name="one_trial_each_picture")]
        indexes = [models.Index(fields=["reread", "taken_at"])]


class QualityDay(models.Model):
    """What became of an organization's photographs of a day, by kind of display and by reader: counts alone, no value.

    Attempts that are decided: `published`, `uncertain` (a person is asked), `unreadable`. Of readings of that day: `confirmed`,
    `corrected` and `rejected` by people. `day` is one by the calendar that the policy goes by; a person or a camera that
    reads by itself has an empty `reader`.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    day = models.DateField(db_index=True)
    kind = models.CharField(max_length=10)
    reader = models.CharField(max_length=200)
    published = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "day", "kind", "reader"], name="one_count_each_day")]
