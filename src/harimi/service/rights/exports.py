"""Exports: asked for, written in sealed pieces under their subject's own key, fetched, and forgotten after some days."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held
from harimi.service.rights.exported import exported
from harimi.service.rights.models import Export, ExportPart

PURPOSE, CLAUSE = "provision", "2-2(1)"
"""An export is a function of the service, and no disclosure under clause 7."""


def found(subject: UUID) -> Export | None:
    """The export that somebody asked for, made or not."""
    return Export.objects.filter(subject=subject).first()


def found_of(subjects: Iterable[UUID]) -> Mapping[UUID, Export]:
    """Those of several subjects, in one query."""
    return {one.subject_id: one for one in Export.objects.filter(subject__in=list(subjects))}


def ask(subject: UUID, *, actor: User, language: str, now: datetime | None = None) -> Export:
    """Has a worker make it. One that is being made is shared; one that is there, or could not be made, is made anew."""
    at = now or timezone.now()
    anew = {"due_at": at, "asked_at": at, "tries": 0, "reached": 0, "total": 0, "size": 0, "fault": "", "done_at": None}
    anew |= {"by_id": actor.subject_id, "language": language}
    with transaction.atomic():
        export, fresh = Export.objects.get_or_create(subject_id=subject, defaults=anew)
        over = Export.objects.filter(pk=export.pk, done_at=export.done_at).exclude(done_at=None)
        if not fresh and over.update(**anew):
            export.parts.all().delete()
            fresh = True
        if fresh:
            _note(subject, "asked", actor)
    export.refresh_from_db()
    return export


def made(export: Export) -> None:
    """The audit knows what was taken along."""
    items = tuple(exported(export.subject).items)
    record("exported", actor=export.by_id, subject=export.subject_id, clause=CLAUSE, purpose=PURPOSE, items=items)


def fetched(export: Export, *, actor: User) -> None:
    """Keeps that somebody fetched it."""
    with transaction.atomic():
        record("downloaded", actor=actor.subject_id, subject=export.subject_id, clause=CLAUSE, purpose=PURPOSE)
        _note(export.subject_id, "fetched", actor)


def forget(export: Export, *, actor: User) -> None:
    """Somebody wants it no longer, made or not. A worker that is at it notices at its next step."""
    with transaction.atomic():
        if export.delete()[0]:
            _note(export.subject_id, "deleted", actor)


def forget_old(now: datetime | None = None) -> int:
    """Deletes what was made some days ago, and what was asked for so long ago and never made; how many."""
    at = now or timezone.now()
    before, idle = at - held().kept("export"), Q(lease_until=None) | Q(lease_until__lt=at)
    old = Export.objects.filter(idle, Q(done_at__lt=before) | Q(done_at=None, asked_at__lt=before))
    gone = list(old)
    for one in gone:
        one.delete()
    return len(gone)


def _note(subject: UUID, what: str, actor: User) -> None:
    """The organization's other people see it; what a person does with their own is nobody's business."""
    organization = Organization.objects.filter(subject=subject).first()
    if organization is not None:
        note(organization, f"export.{what}", actor=actor)


@receiver(post_delete, sender=ExportPart)
def _row_went(instance: ExportPart, **_: object) -> None:
    """The bytes go with their row, whatever took that: time, somebody's wish, or erasure."""
    transaction.on_commit(lambda: blobs().delete(instance.blob))
