"""Mail that comes in: read with care, and given to the first handler that says it is its own.

    on_mail(handler)          # when Django starts; handler(mail: EmailMessage) -> bool
    take_in(raw)              # one message, from an MTA's alias or a Maildir

A handler gets a parsed message; headers and parts of it may be anything. Whatever it raises counts as "not mine", unless a
database or a store is away: then the mail stays where it is and comes again, so a handler may see it twice.
"""

import email
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum, auto
from hashlib import sha256

import structlog

from harimi.service.platform.working import AWAY

log = structlog.stdlib.get_logger(__name__)
LARGEST = 10_000_000
"""Bytes of a message; a photograph or two fit, with what base64 adds."""
LARGEST_FIELD, LARGEST_HEADER = 8_192, 65_536
"""Bytes of a header's field with its folded lines, and of all fields: Python's parser takes the square of a field's length."""
_ID = re.compile(r"<[^<>\s]{3,}>")
_END = re.compile(rb"\r?\n\r?\n")
_FOLDED = rb"[^\n]*(?:\n[ \t][^\n]*)*"
_FIELD = re.compile(rb"^[^ \t\n]" + _FOLDED, re.MULTILINE)
_OF_A_PART = re.compile(rb"^(?:content-[a-z-]+|message-id|action|status)[ \t]*:" + _FOLDED, re.MULTILINE | re.IGNORECASE)
"""Those that somebody here reads of the parts of a mail."""
Handler = Callable[[EmailMessage], bool]
_HANDLERS: list[Handler] = []


class Taken(StrEnum):
    """What became of a message; one is too large, too, if only its header is."""

    TAKEN = auto()
    NOBODYS = auto()
    TOO_LARGE = auto()


def on_mail(handler: Handler) -> None:
    """An app has `handler` look at mail that comes in, after those that were there before."""
    if handler not in _HANDLERS:
        _HANDLERS.append(handler)


def take_in(raw: bytes) -> Taken:
    """Gives a message to whoever it is for. Raises only what says that a store or a database is away."""
    if len(raw) > LARGEST:
        log.warning("mail is too large and was not read", count=len(raw))
        return Taken.TOO_LARGE
    if not _readable(raw):
        log.warning("mail has a header that is too large and was not read", count=len(raw))
        return Taken.TOO_LARGE
    mail = _parsed(raw)
    if mail is not None and any(_asked(handler, mail) for handler in _HANDLERS):
        return Taken.TAKEN
    log.info("mail came in that is for nobody here")
    return Taken.NOBODYS


def _readable(raw: bytes) -> bool:
    """Whether all its headers are short enough to be parsed, by what is found without parsing."""
    end = _END.search(raw)
    head = raw[: end.start()] if end else raw
    if len(head) > LARGEST_HEADER:
        return False
    parts = [len(one.group()) for one in _OF_A_PART.finditer(raw, len(head))]
    fields = (len(one.group()) for one in _FIELD.finditer(head))
    return sum(parts) <= LARGEST_HEADER and max((*parts, *fields), default=0) <= LARGEST_FIELD


def _parsed(raw: bytes) -> EmailMessage | None:
    """None for what not even the parser understands, which tries to understand everything. A mail without an id gets one, the
    same each time.
    """
    try:
        mail = email.message_from_bytes(raw, policy=default)
        if not _ID.search(str(mail.get("Message-ID", ""))):
            del mail["Message-ID"]
            mail["Message-ID"] = f"<{sha256(raw).hexdigest()}@no-id.invalid>"
        return mail
    except Exception:  # what strangers send takes the parser's bugs along
        log.warning("mail came in that cannot be parsed")
        return None


def _asked(handler: Handler, mail: EmailMessage) -> bool:
    try:
        return handler(mail)
    except AWAY:
        raise
    except Exception:  # a header that cannot be read; the next handler may not need it
        log.exception("mail that came in could not be looked at")
        return False
