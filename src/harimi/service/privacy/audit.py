"""The audit: who did what to whose data under which clause. It holds codes and tokens, no names, no values, no free text."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from harimi.service.platform.appending import append_line, whole_lines
from harimi.service.platform.mac_chain import START, Break, Link, first_break, linked
from harimi.service.privacy.keys import KeyGoneError, ring, salt
from harimi.service.privacy.models import AuditAnchor, AuditEvent, AuditHead

ERASED = "erased"
"""Stands for a subject whose salt was destroyed."""


@transaction.atomic
def record(
    action: str,
    *,
    actor: UUID | None,
    subject: UUID | None = None,
    clause: str = "",
    purpose: str = "",
    items: tuple[str, ...] = (),
    outcome: str = "done",
    recipient: str = "",
    case: str = "",
    policy: int | None = None,
    digest: str = "",
) -> AuditEvent:
    """Adds one event, inside the transaction of what it tells of. Without an actor it was the service itself."""
    seq, before = _next()
    event = AuditEvent(
        seq=seq,
        at=timezone.now(),
        actor=token_of(actor),
        subject=token_of(subject),
        action=action,
        clause=clause,
        purpose=purpose,
        items=sorted(items),
        recipient=recipient,
        case=case,
        outcome=outcome,
        policy=policy,
        digest=digest,
        before=before,
    )
    event.mac = linked(_key(), before, _row(event))
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(mac=event.mac)
    return event


def token_of(subject: UUID | None) -> str:
    """What stands for a subject in the audit: nothing leads back from it once their salt is destroyed."""
    if subject is None:
        return ""
    try:
        return hmac.new(salt(subject), subject.bytes, hashlib.sha256).hexdigest()
    except KeyGoneError:
        return ERASED


def about(subject: UUID) -> QuerySet[AuditEvent]:
    """What was done to the subject's data, newest first."""
    return AuditEvent.objects.filter(subject=token_of(subject)).exclude(subject=ERASED).order_by("-seq")


def looks_at(subject: UUID) -> QuerySet[AuditEvent]:
    """Who else looked at the subject's data, newest first."""
    return about(subject).filter(~Q(actor=token_of(subject)), action="looked")


def verify() -> Break | None:
    """The first place where the chain does not hold, against what was anchored outside; None where it holds."""
    kept, _ = AuditAnchor.objects.get_or_create(pk=1)
    try:
        told = anchors()
        found = first_break(_key(), _links(), told) or _end_missing(told, kept.anchored_seq)
    except ValueError:
        found = Break(0, "what was anchored outside cannot be read")
    kept.verified_at, kept.fault = timezone.now(), "" if found is None else f"{found.seq}: {found.why}"[:200]
    kept.save()
    return found


def _end_missing(told: dict[int, str], anchored: int) -> Break | None:
    """A chain that was shortened together with what told its length."""
    last = AuditEvent.objects.order_by("-seq").first()
    end = (0, START) if last is None else (last.seq, last.mac)
    head = AuditHead.objects.filter(pk=1).first()
    if end != ((0, START) if head is None else (head.seq, head.mac)):
        return Break(end[0] + 1, "the last row is not the one that the head names")
    if anchored and anchored not in told:
        return Break(anchored, "it was anchored outside, and the anchor is gone")
    return None


def anchor() -> int | None:
    """Tells the chain's head to the outside place, if it grew; the number of the row told."""
    head = AuditHead.objects.filter(pk=1).first()
    kept, _ = AuditAnchor.objects.get_or_create(pk=1)
    if head is None or head.seq == kept.anchored_seq:
        return None
    append_line(anchor_file(), {"seq": head.seq, "mac": head.mac, "at": timezone.now().isoformat()})
    kept.anchored_seq, kept.anchored_at = head.seq, timezone.now()
    kept.save()
    return head.seq


@transaction.atomic
def restored(moment: str) -> None:
    """The backup of a moment came back. Rows that were told to the outside place since then are gone, which it is told, too."""
    head = record("restored", actor=None, case=moment)
    append_line(anchor_file(), {"seq": head.seq, "mac": head.mac, "at": timezone.now().isoformat(), "restored": True})
    AuditAnchor.objects.update_or_create(pk=1, defaults={"anchored_seq": head.seq, "anchored_at": timezone.now()})


def anchors() -> dict[int, str]:
    """What was told to the outside place: the MACs of rows by their number. Raises `ValueError` for a line that is none.

    A line that a power cut tore off was told to nobody: its row is told once more.
    """
    path = anchor_file()
    if not path.exists():
        return {}
    told = whole_lines(path.read_text(encoding="ascii"))
    if not all(isinstance(one, dict) and {"seq", "mac"} <= set(one) for one in told):
        raise ValueError("a line is no anchor")
    found: dict[int, str] = {}
    for one in told:
        if one.get("restored"):
            found = {seq: mac for seq, mac in found.items() if seq < one["seq"]}
        found[one["seq"]] = one["mac"]
    return found


def anchor_file() -> Path:
    """Where heads of the chain are written, one line each; best on another machine's disk."""
    return Path(settings.HARIMI.audit_anchor_path)


def _next() -> tuple[int, str]:
    """The number of the next row and the MAC it follows; holds the head until the transaction ends."""
    if not AuditHead.objects.filter(pk=1).update(seq=F("seq") + 1):
        AuditHead.objects.bulk_create([AuditHead(pk=1, seq=0, mac=START)], ignore_conflicts=True)
        AuditHead.objects.filter(pk=1).update(seq=F("seq") + 1)
    head = AuditHead.objects.get(pk=1)
    return head.seq, head.mac


def _links() -> Iterator[Link]:
    for event in AuditEvent.objects.order_by("seq").iterator():
        yield Link(event.seq, event.before, event.mac, _row(event))


def _row(event: AuditEvent) -> dict[str, object]:
    names = (
        "seq",
        "actor",
        "subject",
        "action",
        "clause",
        "purpose",
        "items",
        "recipient",
        "case",
        "outcome",
        "policy",
        "digest",
    )
    return {"at": _exact(event.at), **{name: getattr(event, name) for name in names}}


def _exact(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")


def _key() -> bytes:
    return hmac.new(ring().index, b"audit chain", hashlib.sha256).digest()
