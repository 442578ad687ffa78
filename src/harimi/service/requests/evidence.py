"""Pictures of documents that show who asks, or by what right: kept sealed until somebody judged them, and no longer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from harimi.service.platform.blobs import blobs
from harimi.service.privacy import pictures
from harimi.service.privacy.held import held
from harimi.service.requests.models import Authority, Check, Request

Proof = Check | Authority
OVER = (Request.State.NOTIFIED, Request.State.CLOSED, Request.State.WITHDRAWN)


def keep(proof: Proof, sent: bytes) -> str:
    """Keeps a picture; its key in the store. Raises a `PictureError`."""
    return pictures.put(proof.subject_id, _context(proof), sent)


def picture(proof: Proof) -> bytes:
    """The picture, as JPEG. Raises `BlobMissingError` where it is gone."""
    return pictures.get(proof.subject_id, _context(proof), proof.blob)


def delete(proof: Proof) -> None:
    """Forgets the picture; that there was one stays."""
    key = proof.blob
    if key:
        type(proof).objects.filter(pk=proof.pk, blob=key).update(blob="")
        proof.blob = ""
        transaction.on_commit(lambda: blobs().delete(key))


@transaction.atomic
def delete_all(request: Request) -> None:
    """Nobody needs any of them any more."""
    proofs: list[Proof] = [*request.checks.exclude(blob=""), *Authority.objects.filter(request=request).exclude(blob="")]
    for one in proofs:
        delete(one)


def forget_old(now: datetime | None = None) -> int:
    """Deletes pictures at which nobody looked for too long, and whatever is left of requests that are over; how many."""
    before = (now or timezone.now()) - held().kept("evidence")
    needless = Q(sent_at__lt=before) | Q(request__state__in=OVER)
    old: list[Proof] = [*Check.objects.exclude(blob="").filter(needless), *Authority.objects.exclude(blob="").filter(needless)]
    for one in old:
        with transaction.atomic():
            delete(one)
    return len(old)


@receiver(post_delete, sender=Check)
@receiver(post_delete, sender=Authority)
def _row_went(instance: Proof, **_: object) -> None:
    """The picture goes with its row, whatever took that."""
    if instance.blob:
        transaction.on_commit(lambda: blobs().delete(instance.blob))


def _context(proof: Proof) -> str:
    return f"{proof._meta.db_table}:{proof.pk}"
