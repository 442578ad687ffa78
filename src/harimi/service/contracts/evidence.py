"""Pictures of documents by which somebody's identity is checked: kept sealed while somebody has to look, and no longer."""

from datetime import datetime

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from harimi.service.contracts.models import Application, IdentityCheck
from harimi.service.platform.blobs import blobs
from harimi.service.privacy import pictures
from harimi.service.privacy.held import held


def keep(check: IdentityCheck, sent: bytes) -> str:
    """Keeps a picture for a check; its key in the store. Raises a `PictureError`."""
    return pictures.put(check.application.subject_id, _context(check), sent)


def picture(check: IdentityCheck) -> bytes:
    """The picture, as JPEG. Raises `BlobMissingError` where it is gone."""
    return pictures.get(check.application.subject_id, _context(check), check.evidence)


def delete(check: IdentityCheck) -> None:
    """Forgets the picture; that there was one stays."""
    key = check.evidence
    if key:
        IdentityCheck.objects.filter(pk=check.pk, evidence=key).update(evidence="")
        check.evidence = ""
        transaction.on_commit(lambda: blobs().delete(key))


def delete_all(application: Application) -> None:
    """Once it is decided, nobody needs any of them."""
    for check in application.checks.exclude(evidence=""):
        delete(check)


def forget_old(now: datetime | None = None) -> int:
    """Deletes pictures at which nobody looked for too long; how many."""
    before = (now or timezone.now()) - held().kept("evidence")
    old = list(IdentityCheck.objects.filter(sent_at__lt=before).exclude(evidence=""))
    for check in old:
        with transaction.atomic():
            delete(check)
    return len(old)


@receiver(post_delete, sender=IdentityCheck)
def _row_went(instance: IdentityCheck, **_: object) -> None:
    """The picture goes with its row, whatever took that."""
    if instance.evidence:
        transaction.on_commit(lambda: blobs().delete(instance.evidence))


def _context(check: IdentityCheck) -> str:
    return f"contracts_identitycheck:{check.pk}"
