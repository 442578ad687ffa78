"""Whether anybody else wrote to the database."""

from django.db import DatabaseError, connection


def writes() -> int | None:
    """A number that changes with every write of another connection to an SQLite file; None where the database tells no such
    thing (PostgreSQL) or is away.
    """
    if connection.vendor != "sqlite":
        return None
    try:
        with connection.cursor() as cursor:
            return int(cursor.execute("PRAGMA data_version").fetchone()[0])
    except DatabaseError:
        return None
