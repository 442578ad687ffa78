"""Outgoing mail: every message has a purpose, and the server that carries it stands in the recipients' register.

What may not leave is kept where staff can read it, so that nothing is lost, and the log says why.
"""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from harimi.service.privacy import recipients
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import Use, declared, require

log = logging.getLogger(__name__)
ITEMS = ("mail",)
"""What every mail tells the server that carries it."""
SERVICE = "mail"


class GatedMail(BaseEmailBackend):
    """Sends by `EMAIL_CARRIER`, or keeps by `EMAIL_KEEPER`. Raises `PurposeRequiredError` where nobody said what a mail is for."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        use = declared()
        require(Use(use.purpose, ITEMS, use.subject, use.case))
        refused = recipients.refusal(_carrier(), ITEMS) if settings.EMAIL_CARRIER else None
        if refused is not None:
            log.error("mail stays here: %s (clause %s); register %s with harimi policy recipient", refused.why, refused.clause, settings.EMAIL_HOST)
        leaves = settings.EMAIL_CARRIER and refused is None
        sent = get_connection(settings.EMAIL_CARRIER if leaves else settings.EMAIL_KEEPER).send_messages(list(email_messages))
        if leaves:
            carrier = _carrier()
            record("sent", actor=None, subject=use.subject, purpose=use.purpose, items=ITEMS, recipient=carrier.pk if carrier else "")
        return int(sent or 0)


def _carrier() -> recipients.Recipient | None:
    return recipients.at(SERVICE, settings.EMAIL_HOST)
