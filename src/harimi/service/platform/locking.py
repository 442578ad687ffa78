"""What must not be done twice at once, on all machines of a service: backups, restoring, and erasure."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_NUMBER = 0x4861_7270
"""Of PostgreSQL's advisory locks the one for this; any number that nobody else uses."""


class BusyError(OSError):
    """Somebody else is at it."""


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Raises a `BusyError` at once where somebody else is at it. SQLite is one machine's, where a file of it is locked."""
    if connection.vendor == "postgresql":
        yield from _by_database(what)
        return
    with (settings.HARIMI.data_dir / "backup.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"{what}: a backup, a restore or an erasure is at work; it goes on later") from error
        yield


def _by_database(what: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_NUMBER])
        if not cursor.fetchone()[0]:
            raise BusyError(f"{what}: a backup, a restore or an erasure is at work; it goes on later")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_NUMBER])
