"""Mail that comes in: read with care, and given to the first handler that says it is its own.

    on_mail(handler)          # when Django starts; handler(mail: EmailMessage) -> bool
    take_in(raw)              # one message, from an MTA's alias or a Maildir

A handler gets a parsed message; headers and parts of it may be anything. Whatever it raises counts as "not mine", unless a
database or a store is away: then the mail stays where it is and comes again, so a handler may see it twice.
"""

import email
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum, auto

import structlog

from harimi.service.platform.working import AWAY

log = structlog.stdlib.get_logger(__name__)
LARGEST = 10_000_000
"""Bytes of a message; a photograph or two fit, with what base64 adds."""
Handler = Callable[[EmailMessage], bool]
_HANDLERS: list[Handler] = []


class Taken(StrEnum):
    """What became of a message."""

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
    mail = _parsed(raw)
    if mail is not None and any(_asked(handler, mail) for handler in _HANDLERS):
        return Taken.TAKEN
    log.info("mail came in that is for nobody here")
    return Taken.NOBODYS


def _parsed(raw: bytes) -> EmailMessage | None:
    """None for what not even the parser understands, which tries to understand everything."""
    try:
        return email.message_from_bytes(raw, policy=default)
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
