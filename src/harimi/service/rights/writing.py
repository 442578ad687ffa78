"""A file that a worker writes for somebody: sealed in pieces under their own key, in the store, a row for each piece."""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone

from harimi.service.platform.blobs import blobs
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.sealed_files import Sealing, opened
from harimi.service.privacy.keys import data_key
from harimi.service.rights.models.filed import Filed


class Writing:
    """A file to write to: what is written is sealed and lies in the store, a piece at a time.

    It begins by forgetting what an earlier try left. Every piece renews the lease: raises `LeaseLostError`, with that piece
    forgotten, where another worker has the row by now.
    """

    def __init__(self, row: Filed) -> None:
        self.size, self._row, self._number = 0, row, 0
        self._sealing = Sealing(data_key(row.subject_id), _context(row))
        with transaction.atomic():
            hold(row, size=0)
            row.parts.all().delete()

    def write(self, plain: bytes) -> int:
        """As a file's."""
        self.size += len(plain)
        for piece in self._sealing.add(bytes(plain)):
            self._keep(piece)
        return len(plain)

    def end(self, told: Callable[[], object], **changes: object) -> None:
        """The file is whole: the lease ends, and in that transaction `told` is called."""
        self._keep(self._sealing.end())
        with transaction.atomic():
            reached = self._row.reached
            finish(self._row, done_at=timezone.now(), size=self.size, reached=reached, fault="", **changes)
            told()

    def _keep(self, piece: bytes) -> None:
        key = blobs().put(piece)
        try:
            with transaction.atomic():
                hold(self._row)
                self._row.parts.create(number=self._number, blob=key)
        except BaseException:
            blobs().delete(key)
            raise
        self._number += 1


def content_of(row: Filed) -> Iterator[bytes]:
    """The file, piece by piece. While it comes raises `BlobMissingError` where a piece is gone, `SealError` where one is not
    the right one; at once `KeyGoneError` after the subject was erased.
    """
    key = data_key(row.subject_id)
    names = list(row.parts.order_by("number").values_list("blob", flat=True))
    return opened(key, (blobs().get(name) for name in names), _context(row))


def _context(row: Filed) -> str:
    return f"{row._meta.db_table}:{row.pk}"
