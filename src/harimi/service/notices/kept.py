"""A mail backend for a service without an SMTP server: mail lands on a page that staff can read."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from harimi.service.notices.models import KeptMessage


class KeptMail(BaseEmailBackend):
    """Keeps every message."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            KeptMessage.objects.create(
                to=", ".join(message.recipients())[:500], subject=str(message.subject)[:300], body=str(message.body)
            )
        return len(email_messages)
