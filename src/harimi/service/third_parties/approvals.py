"""Handing over without consent, where 4(3) to 4(6) permit it: asked for with findings, approved by name, used once.

Where there are two who may approve, whoever asked does not: the office says so by `alone`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.privacy.audit import record
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient
from harimi.service.third_parties import requests_kept
from harimi.service.third_parties.models import Approval
from harimi.service.third_parties.statutes import is_article, is_statute, plain

Ground, Tells = Approval.Ground, Approval.Tells
LASTS = timedelta(days=14)
"""So long somebody may wait with what was approved; longer is no single case any more."""


class ApprovalError(ValueError):
    """What is asked for or approved without what it needs; `code` is a text `approval.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, in words where its ground asks for words. `request` is the written request of a body, as a PDF.

    `necessity` is why it is needed (4(3)) or especially needed (4(4)); `difficulty` why consent is hard to get (4(3), 4(4)) or
    would impede what the body does (4(5)).
    """

    ground: str
    items: tuple[str, ...]
    tells: str = Tells.LATER
    necessity: str = ""
    difficulty: str = ""
    body: str = ""
    statute: str = ""
    article: str = ""
    request: bytes = b""


@transaction.atomic
def ask(recipient: Recipient, found: Findings, *, subject: UUID, actor: UUID, now: datetime | None = None) -> Approval:
    """Asks for leave. Raises `ApprovalError` where a finding is missing."""
    if code := _fault(recipient, found):
        raise ApprovalError(code)
    moment = now or timezone.now()
    row = Approval(
        subject_id=subject,
        recipient=recipient,
        ground=found.ground,
        items=sorted(found.items),
        necessity=found.necessity.strip(),
        difficulty=found.difficulty.strip(),
        body=found.body.strip(),
        statute=plain(found.statute),
        article=plain(found.article),
        tells=found.tells,
        asked_at=moment,
        asked_by_id=actor,
        expires_at=moment + LASTS,
    )
    if found.request:
        row.request = requests_kept.keep(row, found.request)
    row.save(force_insert=True)
    _record("provision_asked", row, actor)
    return row


@transaction.atomic
def approve(row: Approval, *, actor: UUID, alone: bool, now: datetime | None = None) -> None:
    """Gives leave, once. Raises `ApprovalError`."""
    moment = now or timezone.now()
    if row.asked_by_id == actor and not alone:
        raise ApprovalError("yourself")
    open_rows = waiting(moment).filter(pk=row.pk)
    if not open_rows.update(approved_at=moment, approved_by=actor):
        raise ApprovalError("over")
    _record("provision_approved", row, actor)


@transaction.atomic
def decline(row: Approval, *, actor: UUID, now: datetime | None = None) -> None:
    """Says no, also after it was approved, as long as nothing was handed over. Raises `ApprovalError`."""
    rows = Approval.objects.filter(pk=row.pk, used_at=None, declined_at=None)
    if not rows.update(declined_at=now or timezone.now()):
        raise ApprovalError("over")
    _record("provision_declined", row, actor)


def use(row: Approval, now: datetime) -> bool:
    """Takes the one time that it is good for; whether it was still there. The gate calls it (`egress.permit`)."""
    left = Approval.objects.filter(pk=row.pk, used_at=None, declined_at=None, expires_at__gt=now).exclude(approved_at=None)
    return bool(left.update(used_at=now))


def unused(row: Approval) -> None:
    """Nothing left after all: it may be used again."""
    Approval.objects.filter(pk=row.pk).update(used_at=None)


def waiting(now: datetime | None = None) -> QuerySet[Approval]:
    """Those that somebody has to decide about."""
    return Approval.objects.filter(approved_at=None, declined_at=None, expires_at__gt=now or timezone.now())


def _record(action: str, row: Approval, actor: UUID) -> None:
    told = {"recipient": row.recipient_id, "case": str(row.pk), "clause": row.ground}
    record(action, actor=actor, subject=row.subject_id, items=tuple(row.items), **told)  # type: ignore[arg-type]  # texts


def _fault(recipient: Recipient, found: Findings) -> str:
    if found.ground not in Ground.values:
        return "ground"
    if recipient.ended_at is not None:
        return "recipient"
    if not found.items or set(found.items) - set(recipient.items) or set(found.items) - set(current().items):
        return "items"
    return "tells" if found.tells not in Tells.values else _missing(found)


def _missing(found: Findings) -> str:
    """The finding that its ground asks for and that is not there; for 4(6), words that stand in for a law."""
    if found.ground == Ground.LAW:
        return _law(found) or ("words" if found.necessity.strip() or found.difficulty.strip() else "")
    if found.ground == Ground.AUTHORITY:
        return _authority(found)
    needed = (("necessity", found.necessity), ("difficulty", found.difficulty))
    return next((name for name, words in needed if not words.strip()), "")


def _authority(found: Findings) -> str:
    if not found.body.strip():
        return "body"
    if not is_statute(found.statute):
        return "statute"
    if not found.difficulty.strip():
        return "difficulty"
    return "" if requests_kept.is_request(found.request) else "request"


def _law(found: Findings) -> str:
    if not is_statute(found.statute):
        return "statute"
    return "" if is_article(found.article) else "article"
