"""Letters as rows, and what came of mail to each person."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from harimi.service.notices.models.fields import SealedOfSubjectField
from harimi.service.platform.models import Leased
from harimi.service.privacy.models import Subject


class Message(Leased):
    """One letter to one address. Its id is a part of its Message-ID: only who got it, or carried it, knows that.

    `subject` is whose key seals heading and body, `user` to whom it goes, if that is somebody here. Where a letter holds a link
    that opens something, its body is forgotten once it is sent. `status` is what a mail server answered last,
    or `kept` where no server carried it; `case` the number without which its purpose may not be (clause 2-2(3)).
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        BOUNCED = "bounced"
        """The server, or later another one, says that the address takes nothing."""
        FAILED = "failed"
        """Given up, or no longer allowed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    address = models.EmailField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    heading = SealedOfSubjectField(item="contract_data")
    body = SealedOfSubjectField(item="contract_data")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    status = models.CharField(max_length=12, blank=True)
    case = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    done_at = models.DateTimeField(null=True)


class Mailbox(models.Model):
    """That mail to somebody comes back: to which address, since when, and whether for ever. The row goes when mail arrives.

    `told` is True where another server said so in a mail of its own, after ours had taken the letter.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailbox")
    address = models.EmailField()
    permanent = models.BooleanField(default=False)
    told = models.BooleanField(default=False)
    status = models.CharField(max_length=12)
    since = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
