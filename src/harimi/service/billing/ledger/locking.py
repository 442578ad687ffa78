"""Who closes a month waits for all who post at this moment, and they for them. SQLite's writers wait for each other anyway."""

from django.db import connection

_BOOKS = 20_261_130
"""A number by which PostgreSQL knows the books; it has no other meaning."""


def posting() -> None:
    """Until the transaction ends no month is closed; others post meanwhile."""
    _lock("pg_advisory_xact_lock_shared")


def closing() -> None:
    """Until the transaction ends nobody posts."""
    _lock("pg_advisory_xact_lock")


def _lock(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}(%s)", [_BOOKS])
