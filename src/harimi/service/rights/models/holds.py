"""What must not be erased yet, because the law or a dispute says so."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harimi.service.privacy.models import Subject


class Hold(models.Model):
    """Nothing of the subject is erased or thinned out until `until`, or until it is lifted. The subject is told why."""

    class Ground(models.TextChoices):
        DISPUTE = "dispute"
        """A claim is open between the subject and the operator, or was announced."""
        COURT = "court"
        """A court or an authority ordered it."""
        LAW = "law"
        """A law names a time for which it is kept; `article` says which."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="holds")
    ground = models.CharField(max_length=8, choices=Ground.choices)
    article = models.CharField(max_length=80, blank=True)
    placed_at = models.DateTimeField(auto_now_add=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    until = models.DateField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ground="law") | ~Q(article=""), name="a_law_is_named"),
            models.CheckConstraint(condition=Q(lifted_at=None) | Q(lifted_at__gte=F("placed_at")), name="lifted_after_placed"),
        ]
