"""Files of reports: asked for, kept under their organization's own key, and forgotten after a day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import ReportFile, Site
from harimi.service.platform.blobs import blobs
from harimi.service.platform.crypto import seal, unseal
from harimi.service.platform.leases import LeaseLostError, finish
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import data_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of a site, or of all that the organization has; of the month or year (`kind`) that begins on `day`."""

    organization: Organization
    site: Site | None
    kind: str
    day: date
    language: str
    photographs: bool

    @property
    def fields(self) -> dict[str, Any]:
        """As the row holds them."""
        return {name: getattr(self, name) for name in self.__slots__}


def found(wanted: Wanted) -> ReportFile | None:
    """The file that somebody asked for, made or not."""
    return ReportFile.objects.filter(**wanted.fields).first()


def ask(wanted: Wanted, now: datetime | None = None) -> ReportFile:
    """Has a worker make it. One that is being made is shared; one that is there, or could not be made, is made anew."""
    at = now or timezone.now()
    anew = {"due_at": at, "asked_at": at, "tries": 0, "reached": 0, "blob": "", "fault": "", "done_at": None}
    with transaction.atomic():
        file, fresh = ReportFile.objects.get_or_create(**wanted.fields, defaults=anew)
        over = ReportFile.objects.filter(pk=file.pk, done_at=file.done_at).exclude(done_at=None)
        if not fresh and over.update(**anew):
            _forget_bytes(file.blob)
    file.refresh_from_db()
    return file


def keep(file: ReportFile, data: bytes) -> None:
    """Keeps what was made and ends the lease. Raises `LeaseLostError`, with nothing kept, where another worker has it."""
    key = blobs().put(seal(data_key(file.organization.subject_id), data, _context(file)).encode())
    try:
        finish(file, blob=key, done_at=timezone.now(), fault="")
    except LeaseLostError:
        blobs().delete(key)
        raise


def content(file: ReportFile) -> bytes:
    """What was made. Raises `BlobMissingError` where it is gone, `KeyGoneError` after the organization was erased."""
    return unseal(data_key(file.organization.subject_id), blobs().get(file.blob).decode(), _context(file))


def forget_old(now: datetime | None = None) -> int:
    """Deletes what was asked for a day ago, made or not, unless a worker is at it; how many."""
    at = now or timezone.now()
    idle = Q(lease_until=None) | Q(lease_until__lt=at)
    return ReportFile.objects.filter(idle, asked_at__lt=at - held().kept("report")).delete()[0]


@receiver(post_delete, sender=ReportFile)
def _row_went(instance: ReportFile, **_: object) -> None:
    """The file goes with its row, whatever took that: time, the place, or the organization."""
    _forget_bytes(instance.blob)


def _forget_bytes(key: str) -> None:
    if key:
        transaction.on_commit(lambda: blobs().delete(key))


def _context(file: ReportFile) -> str:
    return f"meters_reportfile.blob:{file.pk}"
