"""What people chose: consents before collection (clause 3-1), stops of use (3-2), and mail that they asked for.

Each choice is a row that is never changed; the last one about an item or a purpose holds. Nothing here is cached.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from harimi.service.privacy.audit import record
from harimi.service.privacy.manifest import Manifest, current
from harimi.service.privacy.models import Choice
from harimi.service.privacy.publication import in_force

Kind = Choice.Kind
_PAIRS = ((Kind.CONSENT, Kind.WITHDRAWAL, Kind.SUCCEEDED), (Kind.STOP, Kind.RESUMPTION), (Kind.OPT_IN, Kind.OPT_OUT))


class PremiseError(ValueError):
    """An item without which there is no service: only leaving the service ends its collection (clause 3-2)."""

    def __init__(self, item: str) -> None:
        super().__init__(f"{item} is a premise of the service; its collection ends with the contract")
        self.item = item


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for somebody now."""

    consented: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    stopped_purposes: frozenset[str] = frozenset()
    opted_in: bool = False
    succeeded: frozenset[str] = frozenset()
    """The purposes to which whoever took over from another operator is held; empty where nobody did."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody was asked: the words beside the button, their language, where, and who pressed it."""

    shown: str
    language: str
    channel: str
    by: UUID | None = None


def choices_of(subjects: Collection[UUID]) -> dict[UUID, Chosen]:
    """What holds for each subject now; a few queries for all of them."""
    by: dict[UUID, list[Choice]] = {one: [] for one in subjects}
    for row in _last(subjects):
        by[row.subject_id].append(row)
    manifest = current()
    return {one: _chosen(manifest, mine) for one, mine in by.items()}


def answered(subject: UUID, item: str) -> bool:
    """Whether somebody was asked for this consent and said yes or no; a yes to other words than today's is asked for anew."""
    last = Choice.objects.filter(subject=subject, item=item, kind__in=_PAIRS[0]).order_by("id").last()
    return last is not None and (last.kind == Kind.WITHDRAWAL or _still(current(), last))


@transaction.atomic
def consent(item: str, asked: Asked, *, subject: UUID) -> Choice:
    """Consent to the collection of an item; only from now on is any collected."""
    return _write(Kind.CONSENT, asked, subject, item=item)


@transaction.atomic
def withdraw(item: str, asked: Asked, *, subject: UUID) -> Choice:
    """The consent ends; from the next moment on none is collected."""
    return _write(Kind.WITHDRAWAL, asked, subject, item=item)


def stop(subject: UUID, asked: Asked, *, item: str = "", purpose: str = "") -> Choice:
    """Stops the use of an item, or one optional purpose. Raises `PremiseError`, having recorded that it was asked for."""
    if item and current().items[item].premise:
        record("stop_asked", actor=asked.by, subject=subject, clause="3-2", items=(item,), outcome="premise")
        raise PremiseError(item)
    with transaction.atomic():
        return _write(Kind.STOP, asked, subject, item=item, purpose=purpose)


@transaction.atomic
def stop_all(subject: UUID, asked: Asked, purposes: Iterable[str]) -> tuple[str, ...]:
    """Stops every item that is no premise, and the purposes, in one transaction; the premises that stay."""
    items = current().items
    for name, item in items.items():
        if not item.premise and item.collectable:
            _write(Kind.STOP, asked, subject, item=name)
    for purpose in purposes:
        _write(Kind.STOP, asked, subject, purpose=purpose)
    return tuple(name for name, item in items.items() if item.premise)


@transaction.atomic
def resume(subject: UUID, asked: Asked, *, item: str = "", purpose: str = "") -> Choice:
    """The use may go on."""
    return _write(Kind.RESUMPTION, asked, subject, item=item, purpose=purpose)


@transaction.atomic
def opt(subject: UUID, asked: Asked, purpose: str, *, wanted: bool) -> Choice:
    """Asks for what is only done for those who ask, such as mail that advertises, or declines it again."""
    return _write(Kind.OPT_IN if wanted else Kind.OPT_OUT, asked, subject, purpose=purpose)


def succeed(subjects: Iterable[UUID], purposes: Mapping[str, str], policy: int, digest: str) -> None:
    """Holds whoever took over these subjects' data to the purposes of before, by the hashes of their clauses (clause 4(2)).

    `policy` and `digest` are the number and the hash of the policy of then. What was written already is not written again.
    """
    known = set(Choice.objects.filter(kind=Kind.SUCCEEDED).values_list("subject", flat=True))
    told = {"kind": Kind.SUCCEEDED, "policy": policy, "text_hash": digest, "language": "ja", "channel": "succession"}
    for subject in subjects:
        if subject not in known:
            rows = [Choice(subject_id=subject, purpose=name, clause_hash=one, **told) for name, one in purposes.items()]
            with transaction.atomic():
                Choice.objects.bulk_create(rows)
                record("succeeded", actor=None, subject=subject, clause="4(2)", policy=policy, digest=digest)


def _write(kind: Choice.Kind, asked: Asked, subject: UUID, *, item: str = "", purpose: str = "") -> Choice:
    manifest = current()
    clause = manifest.items[item].clause if item else manifest.purposes[purpose].clause
    row = Choice.objects.create(
        subject_id=subject,
        item=item,
        purpose=purpose,
        kind=kind,
        by_id=asked.by,
        policy=in_force().number,
        clause_hash=_clause_hash(manifest, clause, asked.language),
        text_hash=hashlib.sha256(asked.shown.encode()).hexdigest(),
        language=asked.language,
        channel=asked.channel,
    )
    record(
        kind,
        actor=asked.by,
        subject=subject,
        clause="3-1" if kind in _PAIRS[0] else "3-2",
        items=(item,) if item else (),
        purpose=purpose,
    )
    return row


def _last(subjects: Collection[UUID]) -> list[Choice]:
    """The subjects' last choice about each item and purpose, of each pair of opposites."""
    theirs, newest = Choice.objects.filter(subject__in=list(subjects)), set[int]()
    for pair in _PAIRS:
        each = theirs.filter(kind__in=pair).values("subject", "item", "purpose").annotate(last=Max("id"))
        newest |= {row["last"] for row in each}
    return list(Choice.objects.filter(id__in=newest))


def _chosen(manifest: Manifest, rows: Iterable[Choice]) -> Chosen:
    by: Mapping[str, set[str]] = {kind: set() for kind in Kind.values}
    for row in rows:
        if row.kind != Kind.CONSENT or _still(manifest, row):
            by[row.kind].add(row.item or row.purpose)
    purposes = frozenset(by[Kind.STOP] & set(manifest.purposes))
    return Chosen(
        frozenset(by[Kind.CONSENT]),
        frozenset(by[Kind.STOP]) - purposes,
        purposes,
        opted_in=bool(by[Kind.OPT_IN]),
        succeeded=frozenset(by[Kind.SUCCEEDED]),
    )


def _still(manifest: Manifest, given: Choice) -> bool:
    """A consent holds for the words it was given to: a policy that says otherwise of the item needs a new one."""
    item = manifest.items.get(given.item)
    return item is not None and given.clause_hash == _clause_hash(manifest, item.clause, given.language)


def _clause_hash(manifest: Manifest, clause: str, language: str) -> str:
    """The hash of what the policy says there, in the language in which somebody chose."""
    told = manifest.clauses[clause]
    span = told.en if language == "en" and told.en is not None else told.ja
    return span.sha256
