"""To whom a notice went."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.notices.models.notices import Notice


class Delivery(models.Model):
    """A notice to one person: it stands in their account, and `mail` says what became of the letter.

    `letter` is the letter's id; that row goes after a week, before this one.
    """

    class Mail(models.TextChoices):
        NONE = "none"
        """No letter: the address is not proven."""
        WAITING = "waiting"
        SENT = "sent"
        BOUNCED = "bounced"
        FAILED = "failed"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    at = models.DateTimeField(default=timezone.now)
    letter = models.UUIDField(null=True, unique=True)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.NONE)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["notice", "user"], name="one_delivery_each"),)
        indexes = (models.Index(fields=["user", "read_at", "-at"], name="unread_of_a_person"),)
