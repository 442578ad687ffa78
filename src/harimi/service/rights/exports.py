"""Exports: asked for, written in sealed pieces under their subject's own key, fetched, and forgotten after some days."""

from collections.abc import Iterable, Iterator, Mapping
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
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.sealed_files import Sealing, opened
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import data_key
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


class Writing:
    """A file to write an export to: what is written is sealed and lies in the store, a piece at a time.

    It begins by forgetting what an earlier try left. Every piece renews the lease: raises `LeaseLostError`, with that piece
    forgotten, where another worker has the export by now.
    """

    def __init__(self, export: Export) -> None:
        self.size, self._export, self._number = 0, export, 0
        self._sealing = Sealing(data_key(export.subject_id), _context(export))
        with transaction.atomic():
            hold(export, size=0)
            export.parts.all().delete()

    def write(self, plain: bytes) -> int:
        """As a file's."""
        self.size += len(plain)
        for piece in self._sealing.add(bytes(plain)):
            self._keep(piece)
        return len(plain)

    def end(self) -> None:
        """The file is whole: the lease ends, and the audit knows what was taken along."""
        self._keep(self._sealing.end())
        export = self._export
        with transaction.atomic():
            finish(export, done_at=timezone.now(), size=self.size, reached=export.reached, fault="")
            items = exported(export.subject).items
            record(
                "exported", actor=export.by_id, subject=export.subject_id, clause=CLAUSE, purpose=PURPOSE, items=tuple(items)
            )

    def _keep(self, piece: bytes) -> None:
        key = blobs().put(piece)
        try:
            with transaction.atomic():
                hold(self._export)
                ExportPart.objects.create(export=self._export, number=self._number, blob=key)
        except BaseException:
            blobs().delete(key)
            raise
        self._number += 1


def content(export: Export) -> Iterator[bytes]:
    """The file, piece by piece. While it comes raises `BlobMissingError` where a piece is gone, `SealError` where one is not
    the right one; at once `KeyGoneError` after the subject was erased.
    """
    key, names = data_key(export.subject_id), list(export.parts.order_by("number").values_list("blob", flat=True))
    return opened(key, (blobs().get(name) for name in names), _context(export))


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


def _context(export: Export) -> str:
    return f"rights_export:{export.pk}"
