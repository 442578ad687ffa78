"""Database roles for statistics and marketing whose grants on columns are the manifest's matrix; PostgreSQL only.

SQLite has no roles: there the gate alone decides. On PostgreSQL the grants stand underneath it: a query for a column that the
purpose may not use is refused by the database itself, whoever wrote the query.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper

from harimi.service.privacy.folding import sha256
from harimi.service.privacy.held import Held, Place, held
from harimi.service.privacy.manifest import Manifest, current

log = structlog.stdlib.get_logger(__name__)
PURPOSES = ("statistics", "marketing")
KEY = "opaque id"
"""Why a column that says nothing about anybody is granted, too: without it no table could be joined with another."""


class NoRolesError(RuntimeError):
    """This database has no roles, or the service may not make them."""


def granted(purpose: str, manifest: Manifest, told: Held) -> dict[str, list[str]]:
    """The columns that a purpose may read, by table, in the tables that it is for. Sealed and secret ones are for no query."""
    found: dict[str, list[str]] = {}
    for table, kept in told.tables.items():
        if table not in told.roles.get(purpose, ()):
            continue
        readable = [name for name, one in kept.columns.items() if _readable(purpose, one, manifest)]
        if readable:
            found[table] = readable
    return found


def _readable(purpose: str, place: Place, manifest: Manifest) -> bool:
    if place.flag:
        return False
    return manifest.allowed(purpose, place.item) if place.personal else place.why == KEY


def role_of(purpose: str) -> str:
    """The role's name; roles are the whole server's, so it carries a hash of the database's name."""
    return f"harimi_{sha256(str(connection.settings_dict['NAME']))[:16]}_{purpose}"


def statements(purpose: str) -> list[str]:
    """The SQL that makes the purpose's grants equal to the matrix."""
    quote, role = connection.ops.quote_name, connection.ops.quote_name(role_of(purpose))
    lines = [f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}", f"GRANT USAGE ON SCHEMA public TO {role}"]
    for table, columns in granted(purpose, current(), held()).items():
        listed = ", ".join(quote(one) for one in columns)
        lines.append(f"GRANT SELECT ({listed}) ON {quote(table)} TO {role}")
    return lines


def apply() -> bool:
    """Makes the roles and their grants; whether this database has them now. What it lacks is logged."""
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for purpose in PURPOSES:
                _make(cursor, purpose)
    except ProgrammingError:
        log.warning(
            "the operator has something to do",
            todo="let the database user make roles (CREATEROLE), or statistics and marketing are guarded by the program alone",
        )
        return False
    return True


@contextmanager
def reading_as(purpose: str) -> Iterator[None]:
    """Queries inside are the purpose's role's, in a transaction of their own. Raises `NoRolesError` on another database."""
    if connection.vendor != "postgresql":
        raise NoRolesError("only PostgreSQL has roles; the gate decides here")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role_of(purpose))}")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def reading_for(purpose: str) -> Iterator[None]:
    """As `reading_as` where there is such a role; elsewhere the gate stands alone."""
    if not _there(purpose):
        yield
        return
    with reading_as(purpose):
        yield


def _there(purpose: str) -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role_of(purpose)])
        return cursor.fetchone() is not None


def _make(cursor: CursorWrapper, purpose: str) -> None:
    role = role_of(purpose)
    cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [role])
    known = cursor.fetchone()
    if known is not None and known[0]:
        raise NoRolesError(f"{role} may sign in to the database; it must be a role that nobody signs in with")
    if known is None:
        cursor.execute(f"CREATE ROLE {connection.ops.quote_name(role)} NOLOGIN")
        cursor.execute(f"GRANT {connection.ops.quote_name(role)} TO CURRENT_USER")
    for line in statements(purpose):
        cursor.execute(line)
