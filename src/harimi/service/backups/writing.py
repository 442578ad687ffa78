"""A backup: rows as they stand at one moment, and the files that are not there yet.

1. The keys are written, apart. A subject's rows and files are sealed under their own key, rows about nobody under the backup's.
2. Files come before the rows that name them; the manifest comes last, so that a backup that was cut short is none.
3. What is older than backups are kept goes, and so does everything of subjects whose key is gone.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model, QuerySet

from harimi import __version__
from harimi.service.backups import parts
from harimi.service.backups.erasing import tell_ledger
from harimi.service.backups.key_file import write_keys
from harimi.service.backups.manifest import FORM, Manifest, sealed
from harimi.service.backups.place import FILES, MOMENT, NAMES, OPERATOR, SYSTEM, Place, copy_file, place
from harimi.service.backups.pruning import prune
from harimi.service.backups.rows import lines_of
from harimi.service.backups.snapshot import snapshot
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.platform.locking import alone
from harimi.service.privacy.keys import KeyGoneError, data_key
from harimi.service.privacy.models import Subject


@dataclass(frozen=True, slots=True)
class Step:
    """How far a backup is: subjects, rows and files so far; the moment that names it."""

    moment: str
    subjects: int
    rows: int
    files: int
    missing: int


def back_up(now: datetime | None = None) -> Iterator[Step]:
    """Makes a backup, and tells how far it is after each subject. Raises a `KeyFileError`, `StoreError` or `BusyError`."""
    with alone("the backup"):
        yield from _backed_up(now or datetime.now(UTC))


def _backed_up(at: datetime) -> Iterator[Step]:
    where, key = place(), settings.HARIMI.backup_key
    write_keys()
    with snapshot() as using:
        told = Manifest(FORM, __version__, at.strftime(MOMENT), _migrations(using))
        for subject in parts.subjects(using):
            _subject(where, told, subject, using)
            yield _step(told)
        _write(where, told, SYSTEM, key, parts.system_rows(using))
    told.write(where, key)
    write_keys()
    tell_ledger(where)
    copy_file(where, OPERATOR, settings.HARIMI.operator_path)
    prune(where, at)
    yield _step(told)


def _subject(where: Place, told: Manifest, subject: Subject, using: str) -> None:
    """One subject's files and rows. Whoever is erased meanwhile is left out."""
    try:
        key = data_key(subject.pk)
    except KeyGoneError:
        return
    rows, files = told.rows, told.files
    names = [*_files(where, told, subject, key, using)]
    where.put(told.part(f"{subject.pk}{NAMES}"), ["\n".join(names).encode()])
    _write(where, told, str(subject.pk), key, parts.rows_of(subject, using))
    told.subjects[str(subject.pk)] = (told.rows - rows, told.files - files)


def _files(where: Place, told: Manifest, subject: Subject, key: bytes, using: str) -> Iterator[str]:
    """Keeps what of the subject's files is not kept yet; the names of all."""
    there = set(where.names(f"{FILES}/{subject.pk}"))
    for stored in parts.files_of(subject, using):
        name = file_name(key, stored)
        full = f"{FILES}/{subject.pk}/{name}"
        try:
            if full not in there:
                where.put(full, sealed(key, name, [blobs().get(stored)]))
        except BlobMissingError:
            told.missing += 1
            continue
        told.files += 1
        yield name


def file_name(key: bytes, stored: str) -> str:
    """Under which name a file of the store is kept: nobody without the subject's key can tell which one it is."""
    return hmac.new(key, stored.encode(), hashlib.sha256).hexdigest()


def _write(where: Place, told: Manifest, name: str, key: bytes, tables: Iterable[QuerySet[Model]]) -> None:
    where.put(told.part(name), sealed(key, f"{told.moment} {name}", _counted(told, tables)))


def _counted(told: Manifest, tables: Iterable[QuerySet[Model]]) -> Iterator[bytes]:
    for rows in tables:
        for n, line in enumerate(lines_of(rows)):
            told.rows += bool(n)
            yield line


def _step(told: Manifest) -> Step:
    return Step(told.moment, len(told.subjects), told.rows, told.files, told.missing)


def _migrations(using: str) -> dict[str, list[str]]:
    """Which migrations the tables are at."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[using]).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found
