"""What a database still holds of deleted rows after they were deleted: taken out of its files."""

from collections.abc import Iterable

from django.db import connection


class ScrubError(OSError):
    """Somebody still looks at the database as it was before; to be tried again later."""


def scrub(tables: Iterable[str]) -> None:
    """Deleted rows of the tables leave the database's files, and its statistics of what stands in the columns.

    SQLite overwrites deleted rows at once (`secure_delete`), but its write-ahead log still has them until it begins anew.
    PostgreSQL keeps dead rows until they are vacuumed, and the commonest values of each column until it counts them again; its
    own write-ahead log ends by itself. To be called outside of transactions. Raises a `ScrubError` while a long look keeps the
    log of SQLite; a backup, the longest of all, is never made meanwhile (`platform.locking`).
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if busy:
                raise ScrubError("the database's write-ahead log is being read")
            return
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")
