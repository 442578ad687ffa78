"""What people answered where a version of the policy asks for their agreement (clauses 2-4 and 10)."""

from django.db import models

from harimi.service.privacy.models.subjects import Subject


class PolicyAnswer(models.Model):
    """One answer about one publication of the policy, never changed afterwards: its proof. The last one about it holds.

    `policy` is the publication's number and `policy_hash` the SHA-256 of its text in `language`, `words` are those that stood
    beside the buttons. `by` is who pressed: an owner answers for their organization. `reminded` is no answer, but that one was
    asked for once more, by mail.
    """

    class Kind(models.TextChoices):
        REMINDED = "reminded"
        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="policy_answers")
    policy = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    policy_hash = models.CharField(max_length=64)
    words = models.TextField()
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["subject", "policy", "id"])]

    def save(self, *args: object, **kwargs: object) -> None:
        """Writes a new row; a kept one cannot be changed."""
        if self.pk is not None:
            raise TypeError("an answer is never changed; give a new one")
        super().save(*args, **kwargs)
