"""Letters that come back by mail: delivery reports (RFC 3464) of other servers, told apart by the Message-ID of the letter.

Anybody can send such a report. It counts only for a letter that we really sent, in the days in which that is kept, and whose
Message-ID it knows: 122 bits of chance, which only the recipient and who carried the letter have seen.
"""

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from uuid import UUID

import structlog

from harimi.service.notices.models import Message as Letter
from harimi.service.notices.sending import came_back, message_id

log = structlog.stdlib.get_logger(__name__)
_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>", re.IGNORECASE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def handle(mail: EmailMessage) -> bool:
    """Whether it is a delivery report; nobody else wants one, whatever it is about."""
    if mail.get_content_type() != "multipart/report" or _parameter(mail) != "delivery-status":
        return False
    status, letter = _failure(mail), _letter(mail)
    if letter is None:
        log.info("a delivery report is about no letter of ours")
    elif status:
        came_back(letter, status, permanent=status.startswith("5"))
    return True


def _parameter(mail: EmailMessage) -> str:
    return str(mail.get_param("report-type", "")).lower()


def _failure(mail: EmailMessage) -> str:
    """The code of the first recipient whom the letter did not reach; empty where it only waits, or arrived."""
    for block in _blocks(mail):
        if str(block.get("Action", "")).strip().lower() == "failed":
            found = _STATUS.search(str(block.get("Status", "")))
            return found.group()[:12] if found else "5.0.0"
    return ""


def _blocks(mail: EmailMessage) -> Iterator[Message]:
    """What is said of each recipient."""
    for part in mail.walk():
        told = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(told, list):
            yield from (one for one in told if isinstance(one, Message))


def _letter(mail: EmailMessage) -> Letter | None:
    """The letter that comes back."""
    for returned in _returned(mail):
        found = _ID.search(str(returned.get("Message-ID", "")))
        letter = Letter.objects.filter(pk=UUID(found.group(1))).select_related("user").first() if found else None
        if letter is not None and found is not None and message_id(letter).lower() == found.group().lower():
            return letter
    return None


def _returned(mail: EmailMessage) -> Iterator[Message]:
    """What the report holds of the letter: all of it, or its headers."""
    for part in mail.walk():
        told = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(told, list):
            yield from (one for one in told if isinstance(one, Message))
        elif part.get_content_type() == "text/rfc822-headers":
            yield BytesHeaderParser().parsebytes(bytes(part.get_payload(decode=True) or b""))
