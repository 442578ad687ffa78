"""Pictures of documents by which somebody's identity is checked: kept sealed while somebody has to look, and no longer."""

from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from harimi.service.contracts.models import Application, IdentityCheck
from harimi.service.platform.blobs import blobs
from harimi.service.platform.sealed_files import Sealing, opened
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import data_key

MOST_BYTES, MOST_PIXELS, SIDE = 12_000_000, 25_000_000, 2400
"""What is taken at most, and the longer side of what is kept: enough to read a driver's licence."""


class EvidenceError(ValueError):
    """A file that is no picture that can be kept; `code` is a text `apply.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def keep(check: IdentityCheck, sent: bytes) -> str:
    """Keeps a picture for a check, drawn anew so that nothing hidden in the file comes along; its key. `EvidenceError`."""
    sealing = Sealing(data_key(check.application.subject_id), _context(check))
    return blobs().put(b"".join([*sealing.add(redrawn(sent)), sealing.end()]))


def picture(check: IdentityCheck) -> bytes:
    """The picture, as JPEG. Raises `BlobMissingError` where it is gone."""
    key = data_key(check.application.subject_id)
    return b"".join(opened(key, [blobs().get(check.evidence)], _context(check)))


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


def redrawn(sent: bytes) -> bytes:
    """The picture as a JPEG of its pixels alone. Raises `EvidenceError`."""
    if len(sent) > MOST_BYTES:
        raise EvidenceError("picture_too_large")
    try:
        with Image.open(BytesIO(sent), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise EvidenceError("picture_too_large")
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except EvidenceError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise EvidenceError("no_picture") from error
    upright.thumbnail((SIDE, SIDE))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=88)
    return kept.getvalue()


@receiver(post_delete, sender=IdentityCheck)
def _row_went(instance: IdentityCheck, **_: object) -> None:
    """The picture goes with its row, whatever took that."""
    if instance.evidence:
        transaction.on_commit(lambda: blobs().delete(instance.evidence))


def _context(check: IdentityCheck) -> str:
    return f"contracts_identitycheck:{check.pk}"
