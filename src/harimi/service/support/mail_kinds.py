"""Which mails nobody wrote: automatic answers, reports of what came back, lists, and our own."""

from email.message import EmailMessage
from email.utils import parseaddr

from django.conf import settings

_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply"})
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post")
_ANSWERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")


def sender_of(message: EmailMessage) -> tuple[str, str]:
    """Name and address of who wrote, as they say; empty where it is no address."""
    name, address = parseaddr(str(message.get("From", "")).replace("\n", " "))
    whole = address.strip().lower()
    local, _, domain = whole.rpartition("@")
    return (name.strip(), whole) if local and "." in domain and len(whole) <= 254 and " " not in whole else ("", "")


def by_a_machine(message: EmailMessage) -> bool:
    """Whether no person waits for an answer (RFC 3834; an empty Return-Path is a report's, RFC 5321 4.5.5)."""
    return any(one(message) for one in (_automatic, _bulk, _report, _of_a_machine))


def _automatic(message: EmailMessage) -> bool:
    told = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return told != "no" or any(name in message for name in _ANSWERS)


def _bulk(message: EmailMessage) -> bool:
    return str(message.get("Precedence", "")).strip().lower() in _BULK or any(name in message for name in _LISTS)


def _report(message: EmailMessage) -> bool:
    path = message.get("Return-Path")
    return message.get_content_type() == "multipart/report" or (path is not None and not str(path).strip().strip("<>"))


def _of_a_machine(message: EmailMessage) -> bool:
    address = sender_of(message)[1]
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    return not address or address == own or address.rpartition("@")[0] in _MACHINES
