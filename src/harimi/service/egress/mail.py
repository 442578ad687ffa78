"""Outgoing mail: every message has a purpose, and the server that carries it stands in the recipients' register.

What may not leave is kept where staff can read it, so that nothing is lost, and the log says why.
"""

from collections.abc import Sequence

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from harimi.service.egress.permit import NotPermittedError, permit
from harimi.service.egress.posting import Mail
from harimi.service.privacy.gate import PurposeRequiredError, Use, declared, require
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.recipients import at, refusal
from harimi.service.privacy.services import MAIL_PURPOSES
from harimi.service.third_parties.departure import Departure

log = structlog.stdlib.get_logger(__name__)
ITEMS = ("mail",)
"""What every mail tells the server that carries it."""
SERVICE, PURPOSES = "mail", MAIL_PURPOSES


class GatedMail(BaseEmailBackend):
    """Sends by the configured SMTP server if it is registered, else keeps. The audit knows of a mail before it leaves.

    Raises `PurposeRequiredError` where nobody said what a mail is for, and `RefusedError` where that does not allow it.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        use = declared()
        if use.purpose not in PURPOSES:
            raise PurposeRequiredError(f"a mail says what it is for: one of {', '.join(PURPOSES)}, not {use.purpose}")
        require(Use(use.purpose, ITEMS, use.subject, use.case))
        carrier = _carrier(use)
        for one in email_messages:
            if isinstance(one, Mail):
                one.kept = carrier is None
        return int(get_connection(_backend(carrier)).send_messages(list(email_messages)) or 0)


def carrier_fault() -> str:
    """Why the configured SMTP server may not carry mail today, a code of `privacy.words`; empty where it may or none is set."""
    if not settings.HARIMI.smtp_url:
        return ""
    refused = refusal(at(SERVICE, settings.EMAIL_HOST), ITEMS)
    return "" if refused is None else refused.why


def carries() -> bool:
    """Whether there is a server that may carry mail today; else mail is kept here."""
    return bool(settings.HARIMI.smtp_url) and not carrier_fault()


def _carrier(use: Use) -> Recipient | None:
    """Who carries the mail; None where it stays here. The audit and the record of provision know of it before it leaves."""
    if not settings.HARIMI.smtp_url:
        return None
    carrier = at(SERVICE, settings.EMAIL_HOST)
    try:
        permit(Departure(carrier, ITEMS, use.purpose, use.subject, use.case))
    except NotPermittedError as error:
        log.error("mail is kept here and not sent; see harimi policy recipient", why=error.refusal.why)
        return None
    return carrier


def _backend(carrier: Recipient | None) -> str:
    backend: str = settings.MAIL_KEEPER if carrier is None else settings.MAIL_CARRIER
    return backend
