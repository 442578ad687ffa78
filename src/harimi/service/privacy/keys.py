"""The keys of subjects: one data key each, wrapped by a master key, read at most once a minute."""

import os
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from harimi.service.platform.crypto import Keyring, key_context, new_key
from harimi.service.privacy.models import Subject, SubjectKey

LASTS = 60.0
"""Seconds for which an opened key is remembered: that long another process may still read what was erased here."""
_MOST = 20_000


class KeyGoneError(LookupError):
    """The subject's key was destroyed: what it sealed is erased."""


@cache
def _ring_at(path: Path, _changed: int) -> Keyring:
    return Keyring.of(path.read_text(encoding="ascii"))


def ring() -> Keyring:
    """The service's master keys, read anew when their file changes."""
    path = settings.HARIMI.field_keys_path
    return _ring_at(path, path.stat().st_mtime_ns)


def new_subject(kind: Subject.Kind) -> Subject:
    """A subject with a data key and a salt of its own."""
    with transaction.atomic():
        subject = Subject.objects.create(kind=kind)
        master, wrapped = ring().wrap(new_key(), key_context(subject.pk))
        SubjectKey.objects.create(subject=subject, master=master, wrapped=wrapped, salt=new_key())
    return subject


def data_key(subject: UUID) -> bytes:
    """The subject's data key. Raises `KeyGoneError`."""
    return _remembered(subject)[0]


def salt(subject: UUID) -> bytes:
    """What the subject's tokens are made with. Raises `KeyGoneError`."""
    return _remembered(subject)[1]


def unlock(subjects: Iterable[UUID]) -> set[UUID]:
    """Reads the keys of many subjects in one query, for a list of them; those of `subjects` that still have one."""
    wanted = set(subjects)
    read = SubjectKey.objects.filter(pk__in=[one for one in wanted if _fresh(one) is None])
    for row in read:
        _remember(row)
    return {one for one in wanted if _fresh(one) is not None}


def destroy(subject: UUID) -> None:
    """The subject's sealed fields can never be read again, here or in a copy of the database."""
    SubjectKey.objects.filter(pk=subject).delete()
    _KNOWN.pop(subject, None)


def rotate() -> int:
    """A new master key wraps all data keys; how many were wrapped.

    A master is dropped by the rotation after the one that retired it: somebody may be writing a row under it at this moment.
    """
    before = ring()
    kept = before.without({name for name, _ in before.masters} - masters_in_use())
    _write(settings.HARIMI.field_keys_path, kept.rotated())
    return rewrap()


def check() -> None:
    """Raises `SealError` where the ring does not open what this database holds."""
    for master in masters_in_use():
        row = SubjectKey.objects.filter(master=master).order_by("pk")[:1].get()
        ring().unwrap(master, row.wrapped, key_context(row.pk))


def _write(path: Path, keys: Keyring) -> None:
    """Replaces the ring's file in one step: nobody reads half of it, and a power cut leaves the old one or the new one."""
    draft = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(keys.text())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def rewrap() -> int:
    """Wraps all data keys that an older master key wraps by the newest one; how many. Interrupted, it goes on the next time."""
    done, keys = 0, ring()
    for row in SubjectKey.objects.exclude(master=keys.newest).iterator():
        plain = keys.unwrap(row.master, row.wrapped, key_context(row.pk))
        master, wrapped = keys.wrap(plain, key_context(row.pk))
        done += SubjectKey.objects.filter(pk=row.pk, wrapped=row.wrapped).update(master=master, wrapped=wrapped)
    return done


def masters_in_use() -> set[str]:
    """The names of the master keys that still wrap something."""
    return set(SubjectKey.objects.values_list("master", flat=True).distinct())


_KNOWN: dict[UUID, tuple[float, tuple[bytes, bytes]]] = {}


def _remembered(subject: UUID) -> tuple[bytes, bytes]:
    known = _fresh(subject)
    if known is not None:
        return known
    row = SubjectKey.objects.filter(pk=subject).first()
    if row is None:
        raise KeyGoneError("this subject's key was destroyed; what it sealed is erased")
    return _remember(row)


def _fresh(subject: UUID) -> tuple[bytes, bytes] | None:
    at, keys = _KNOWN.get(subject, (float("-inf"), None))
    return keys if time.monotonic() - at < LASTS else None


def _remember(row: SubjectKey) -> tuple[bytes, bytes]:
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    opened = ring().unwrap(row.master, row.wrapped, key_context(row.pk)), bytes(row.salt)
    _KNOWN[row.pk] = time.monotonic(), opened
    return opened
