"""Written requests of public bodies, kept sealed in the store under the key of whom they are about, gone with their row."""

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from harimi.service.platform.blobs import blobs
from harimi.service.platform.sealed_files import Sealing, opened
from harimi.service.privacy.keys import data_key
from harimi.service.third_parties.models import Approval

LARGEST = 5_000_000
"""Bytes of a PDF."""


def is_request(sent: bytes) -> bool:
    """Whether it can be kept: a PDF, not too large. It cannot be cleaned, and is handed out as a file, never shown."""
    return sent.startswith(b"%PDF-") and len(sent) <= LARGEST


def keep(row: Approval, sent: bytes) -> str:
    """Keeps it; the key of the store."""
    sealing = Sealing(data_key(row.subject_id), _context(row))
    return blobs().put(b"".join([*sealing.add(sent), sealing.end()]))


def content(row: Approval) -> bytes:
    """The file. Raises `BlobMissingError` where it is gone, `SealError` where it is not as it was sealed."""
    return b"".join(opened(data_key(row.subject_id), [blobs().get(row.request)], _context(row)))


@receiver(post_delete, sender=Approval)
def _gone(instance: Approval, **_: object) -> None:
    """The bytes go once the row is really gone."""
    if instance.request:
        transaction.on_commit(lambda: blobs().delete(instance.request))


def _context(row: Approval) -> str:
    return f"third_parties_approval.request:{row.pk}"
