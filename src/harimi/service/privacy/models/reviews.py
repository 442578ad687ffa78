"""What the privacy officer found at each review of how the policy is kept (clause 10)."""

from django.db import models

from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models.subjects import Subject


class PolicyReview(models.Model):
    """One review, never changed afterwards: who, when, under which publication, the evidence as it was, and what was found.

    `evidence` is a list of `what`, `about`, `count` and `bad`: see `evidence.Line`. `since` is when its period began.
    """

    at = models.DateTimeField()
    since = models.DateTimeField()
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    policy = models.PositiveIntegerField()
    evidence = ClosedJSONField(default=list)
    findings = models.TextField()

    class Meta:
        ordering = ["-at", "-id"]

    def save(self, *args: object, **kwargs: object) -> None:
        """Writes a new row; a kept one cannot be changed."""
        if self.pk is not None:
            raise TypeError("a review is never changed; make another one")
        super().save(*args, **kwargs)
