"""Pictures that were read: what they may show."""

from django.db import models
from django.db.models import Q

from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.meters.models import Face, Register
from harimi.service.privacy.closed import ClosedJSONField


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
