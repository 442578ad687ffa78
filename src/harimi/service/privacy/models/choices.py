"""What a person allowed, withdrew or stopped: every choice is a row, and the last one of its kind holds."""

from django.db import models
from django.db.models import Q

from harimi.service.privacy.models.subjects import Subject


class Choice(models.Model):
    """One decision about one item or one purpose, never changed afterwards: its proof.

    `consent` and `withdrawal` are of clause 3-1, `stop` and `resumption` of clause 3-2, `opt_in` and `opt_out` of mail
    that advertises. `succeeded` names a purpose that somebody who took over from another operator may go on with (clause 4(2)).
    `policy` is the number of the policy's publication in force, `clause_hash` the hash of what it says of the item, and
    `text_hash` of the words that were shown beside the button. `by` is who pressed it: a member may decide for their
    organization.
    """

    class Kind(models.TextChoices):
        CONSENT = "consent"
        WITHDRAWAL = "withdrawal"
        STOP = "stop"
        RESUMPTION = "resumption"
        OPT_IN = "opt_in"
        OPT_OUT = "opt_out"
        SUCCEEDED = "succeeded"

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="choices")
    item = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    policy = models.PositiveIntegerField()
    clause_hash = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["subject", "item", "id"])]
        constraints = [models.CheckConstraint(condition=~Q(item="") ^ ~Q(purpose=""), name="one_thing_chosen")]

    def save(self, *args: object, **kwargs: object) -> None:
        """Writes a new row; a kept one cannot be changed."""
        if self.pk is not None:
            raise TypeError("a choice is never changed; make a new one")
        super().save(*args, **kwargs)
