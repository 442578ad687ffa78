"""How faces look by now."""

from django.db import models
from django.db.models import Q

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face
from harimi.service.platform.models import Leased
from harimi.service.privacy.closed import ClosedJSONField


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
