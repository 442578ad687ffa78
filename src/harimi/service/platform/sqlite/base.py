"""Django's backend for SQLite, where whoever writes waits in a queue of the kernel.

SQLite itself lets those who wait sleep and look again, up to a tenth of a second at a time, and whoever comes by in between is
served first: under load some wait for seconds while the lock is free. Here each takes the lock of a file beside the database
before SQLite's own. It only orders those who come; what keeps writers apart is SQLite's lock as before, so a program that
knows nothing of the queue does no harm. The kernel frees it when its holder dies.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_WRITES = ("INSERT", "UPDATE", "DELETE")


class _Queue:
    """One connection's place in the queue of a database's writers. Its file is whose the database is."""

    def __init__(self, database: str) -> None:
        try:
            self._file = Path(f"{database}-queue").open("a")  # noqa: SIM115
        except OSError as error:
            raise OperationalError(f"{database}-queue: {error.strerror}") from error
        self._mine, like = False, Path(database).stat()
        with suppress(PermissionError):  # it was made by somebody who might
            os.fchmod(self._file.fileno(), like.st_mode & 0o777)
            os.fchown(self._file.fileno(), like.st_uid, like.st_gid)

    def enter(self) -> None:
        """Waits until all who came before have left."""
        if not self._mine:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._mine = True

    def leave(self) -> None:
        """Lets the next one in."""
        if self._mine:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._mine = False

    def close(self) -> None:
        """Leaves it for good."""
        self._file.close()
        self._mine = False


class _Cursor(base.SQLiteCursorWrapper):
    """A statement that writes without a transaction is one by itself."""

    queue: _Queue | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        """As Django's."""
        if self.queue is None or self.connection.in_transaction or not query.startswith(_WRITES):
            return super().execute(query, params)
        self.queue.enter()
        try:
            return super().execute(query, params)
        finally:
            self.queue.leave()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection, and its place in the queue while it is open."""

    queue: _Queue | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's; a database in memory has one connection and no queue."""
        made = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            self.queue = _Queue(str(self.settings_dict["NAME"]))
        return made

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002
        """As Django's."""
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.queue = self.queue
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self.queue is not None:
            self.queue.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self.queue is not None:
                self.queue.close()
                self.queue = None

    def _leave(self) -> None:
        if self.queue is not None:
            self.queue.leave()
