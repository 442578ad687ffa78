"""What went to third parties, and what must not go any more."""

from django.db import models
from django.db.models import Q

from harimi.service.privacy.closed import ClosedJSONField
from harimi.service.privacy.models import Recipient, Subject
from harimi.service.privacy.sealed import SealedTextField


class Provision(models.Model):
    """One line of the record of provision (articles 29 and 28): what went to a third party, when, and what permitted it.

    Rows of one person to one recipient on the same ground are one line that counts `times`, from `first_at` to `last_at`. It
    stays three years from then, also when the person is erased: it is sealed under a key of its own (`subject`), says by itself
    whom it is about (`name`, `mail`), and only `whose` leads to them, as long as they are there.
    """

    class Ground(models.TextChoices):
        CONSENT = "consent"
        FOREIGN = "foreign"
        """Consent to an entrusted recipient abroad (article 28(1))."""
        INSTRUCTION = "instruction"

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    whose = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    name = SealedTextField(item="name", blank=True)
    mail = SealedTextField(item="mail", blank=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True)
    mail_index = models.CharField(max_length=64, blank=True, db_index=True)
    recipient = models.ForeignKey(Recipient, models.PROTECT, null=True, related_name="provisions")
    channel = SealedTextField(item="contract_data", blank=True)
    country = models.CharField(max_length=2)
    items = ClosedJSONField()
    purpose = models.CharField(max_length=40)
    ground = models.CharField(max_length=11, choices=Ground.choices)
    record = models.CharField(max_length=40)
    consented_at = models.DateTimeField()
    approved_by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient=None, ground="instruction") | (Q(recipient__isnull=False) & ~Q(ground="instruction")),
                name="provided_to_somebody",
            ),
        ]


class StoppedProvision(models.Model):
    """Nothing of somebody goes to a recipient any more (clause 8-1(3)), and the recipient is asked to delete what they have.

    That is a task of the office until `recalled_at`, with what the recipient `answered`. `case` is the request it follows.
    """

    class Answer(models.TextChoices):
        DELETED = "deleted"
        NOTHING = "nothing"
        REFUSED = "refused"

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="stops")
    case = models.CharField(max_length=40, blank=True)
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "recipient"], name="one_stop_each_recipient")]
