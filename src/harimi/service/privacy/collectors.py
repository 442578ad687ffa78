"""The collectors of clause 1(2): which browser, which pages, which anonymous id. Each asks the gate before it writes a row.

Nothing here may break a page: where a consent cannot be looked up, nothing is collected.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.held import held
from harimi.service.privacy.models import AccessDevice, AccessLog, AnonymousId

PURPOSE = "protection"
"""What they are for in the first place; statistics are another use, and asked for again."""
LONGEST = 300
_ID = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """One page that was asked for; `named` is what the browser calls itself, which is device information."""

    subject: UUID | None
    anonymous_id: str
    method: str
    page: str
    status: int
    named: str


def collecting(item: str) -> bool:
    """Whether the operator has the item collected at all."""
    return item in settings.HARIMI.collecting


def collect(visit: Visit) -> None:
    """Notes down of a visit what may be noted down."""
    try:
        with transaction.atomic():
            _collect(visit)
    except DatabaseError:  # a page is worth more than its log
        return


def new_anonymous_id() -> str:
    """A browser's id: 256 bits of chance."""
    return AnonymousId.objects.create(id=secrets.token_urlsafe(32)).id


def known_anonymous_id(sent: str) -> str:
    """The id that a browser sent, if it is one of ours; else none."""
    return sent if _ID.fullmatch(sent) and AnonymousId.objects.filter(pk=sent).exists() else ""


def forget_collected(now: datetime | None = None) -> int:
    """Deletes what was kept long enough; how many rows."""
    at, kept = now or timezone.now(), held().kept
    old = (
        AccessDevice.objects.filter(last_at__lt=at - kept("access_device")),
        AccessLog.objects.filter(at__lt=at - kept("access_log")),
        AnonymousId.objects.filter(first_at__lt=at - kept("anonymous")),
    )
    return sum(rows.delete()[0] for rows in old)


def _collect(visit: Visit) -> None:
    if collecting("access_log") and _allowed("access_log", visit.subject) and (visit.subject or visit.anonymous_id):
        AccessLog.objects.create(
            subject_id=visit.subject,
            anonymous_id="" if visit.subject else visit.anonymous_id,
            method=visit.method,
            page=visit.page,
            status=visit.status,
        )
    if visit.named and visit.subject and collecting("access_device") and _allowed("access_device", visit.subject):
        seen = {"last_at": timezone.now()}
        AccessDevice.objects.update_or_create(subject_id=visit.subject, named=visit.named[:LONGEST], defaults=seen)


def _allowed(item: str, subject: UUID | None) -> bool:
    return decide(Use(PURPOSE, (item,), subject)).allowed
