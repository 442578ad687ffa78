"""Files that come with messages of an inquiry: checked before anything is locked, kept sealed, gone with their row.

A picture is drawn anew. A PDF cannot be cleaned: it is kept as it came, and handed out as a file to be stored, never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from harimi.service.platform.blobs import blobs
from harimi.service.platform.redrawing import MOST_BYTES, PictureError, redrawn
from harimi.service.platform.sealed_files import Sealing, opened
from harimi.service.privacy.keys import data_key
from harimi.service.support.models import Attachment, Case, Message

MOST_FILES, MOST_IN_A_CASE = 4, 40
"""With one message, and in one case."""
LARGEST_DOCUMENT = 5_000_000
"""Bytes of a PDF."""
Kind = Attachment.Kind


class FileError(ValueError):
    """A file that is not taken; `code` is a text `case.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is kept."""

    kind: Attachment.Kind
    data: bytes


def checked(sent: bytes) -> File:
    """A file that somebody sent, whatever they call it. Takes a processor some time. Raises `FileError`."""
    if sent.startswith(b"%PDF-"):
        if len(sent) > LARGEST_DOCUMENT:
            raise FileError("document_too_large")
        return File(Kind.DOCUMENT, sent)
    try:
        return File(Kind.PICTURE, redrawn(sent))
    except PictureError as error:
        raise FileError(error.code if error.code == "picture_too_large" else "no_file") from error


def all_checked(sent: Sequence[bytes]) -> list[File]:
    """All files of a message. Raises `FileError` for any of them, or for too many."""
    if len(sent) > MOST_FILES:
        raise FileError("many_files")
    return [checked(one) for one in sent]


class Came(Protocol):
    """A file as it came with a form."""

    @property
    def size(self) -> int | None: ...

    def read(self) -> bytes: ...


def all_read(came: Sequence[Came]) -> list[File]:
    """All files of a form; none is read where there are too many, or one is larger than any may be. Raises `FileError`."""
    if len(came) > MOST_FILES:
        raise FileError("many_files")
    if any((one.size or 0) > MOST_BYTES for one in came):
        raise FileError("picture_too_large")
    return all_checked([one.read() for one in came])


def room_in(case: Case) -> int:
    """How many more files it may have."""
    return max(0, MOST_IN_A_CASE - Attachment.objects.filter(message__case=case).count())


def keep(message: Message, files: Sequence[File]) -> None:
    """Keeps a message's files, as far as its case may have more. Call it in the transaction of the message."""
    for one in files[: room_in(message.case)] if files else ():
        row = Attachment.objects.create(message=message, kind=one.kind, size=len(one.data))
        sealing = Sealing(data_key(message.case.subject_id), _context(row))
        row.blob = blobs().put(b"".join([*sealing.add(one.data), sealing.end()]))
        row.save(update_fields=["blob"])


def content(row: Attachment) -> bytes:
    """The file. Raises `BlobMissingError` where it is gone, `SealError` where it is not as it was sealed."""
    key = data_key(row.message.case.subject_id)
    return b"".join(opened(key, [blobs().get(row.blob)], _context(row)))


def file_name(row: Attachment) -> str:
    """What it is called when it is handed out."""
    return f"{row.message.case.number}_{row.pk}.{'jpg' if row.kind == Kind.PICTURE else 'pdf'}"


@receiver(post_delete, sender=Attachment)
def _row_went(instance: Attachment, **_: object) -> None:
    """The bytes go with their row, whatever took that."""
    if instance.blob:
        transaction.on_commit(lambda: blobs().delete(instance.blob))


def _context(row: Attachment) -> str:
    return f"support_attachment:{row.pk}"
