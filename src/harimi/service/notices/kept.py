"""A mail backend for a service without an SMTP server: mail lands on a page that staff can read."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from harimi.service.notices.models import KeptMessage
from harimi.service.privacy.held import held

KEPT = "mail_copy"
"""The retention of mail: it holds links that open accounts, and nobody needs it long."""


def forget_old() -> None:
    """Deletes mail that was kept long enough."""
    KeptMessage.objects.filter(sent_at__lt=timezone.now() - held().kept(KEPT)).delete()


class KeptMail(BaseEmailBackend):
    """Keeps every message."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            KeptMessage.objects.create(
                to=", ".join(message.recipients())[:500], subject=str(message.subject)[:300], body=str(message.body)
            )
        return len(email_messages)
