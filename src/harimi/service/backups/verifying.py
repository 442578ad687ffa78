"""Whether a backup can be read: every part and every file is opened, and what was counted is counted again."""

from collections.abc import Iterator
from uuid import UUID

from harimi.service.backups.manifest import BackupError, Manifest, lines, manifest_of
from harimi.service.backups.place import FILES, NAMES, SYSTEM, Place
from harimi.service.backups.recovery import Keys
from harimi.service.backups.restoring import there
from harimi.service.backups.rows import tables_in
from harimi.service.backups.writing import Step
from harimi.service.platform import sealed_files


def verify(where: Place, keys: Keys, moment: str) -> Iterator[Step]:
    """Opens everything of a backup, and tells how far it is. Raises a `BackupError`, `SealError` or `StoreError`."""
    told = manifest_of(where, moment, keys.backup)
    rows, files = _rows(where, told, SYSTEM, keys.backup), 0
    for n, subject in enumerate(there(where, told, keys), start=1):
        key, expected = keys.data_key(subject), tuple(told.subjects[str(subject)])
        found = _rows(where, told, str(subject), key), _files(where, told, subject, key)
        if found != expected:
            raise BackupError(f"{subject}: {expected} rows and files were written, but {found} are there")
        rows, files = rows + found[0], files + found[1]
        yield Step(told.moment, n, rows, files, told.missing)


def _rows(where: Place, told: Manifest, name: str, key: bytes) -> int:
    part = lines(key, f"{told.moment} {name}", where.get(told.part(name)))
    return sum(sum(1 for _ in rows) for _, _, rows in tables_in(part))


def _files(where: Place, told: Manifest, subject: UUID, key: bytes) -> int:
    names = b"".join(where.get(told.part(f"{subject}{NAMES}"))).decode().split()
    for name in names:
        for _ in sealed_files.opened(key, where.get(f"{FILES}/{subject}/{name}"), name):
            pass
    return len(names)
