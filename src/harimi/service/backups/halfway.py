"""That a restore began and is not over: until it is, nothing is served from this database, on any machine.

Noted in the database itself, in a table that is there meanwhile only, so that it is true of the rows in the same moment as they
are there.
"""

from dataclasses import dataclass

from django.db import connection, transaction

_TABLE = "harimi_restoring"


class HalfwayError(OSError):
    """A restore is at work here, or was cut short; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Halfway:
    """The backup of which moment comes back; `rows` are those that are there, all at once, None before.

    `succession` says that somebody takes over what is in it, who is held to the purposes of before at the end.
    """

    moment: str
    rows: int | None
    succession: bool = False

    @property
    def command(self) -> str:
        """What goes on with it."""
        return "harimi succession import" if self.succession else "harimi restore"


def halfway() -> Halfway | None:
    """The restore that is not over; None where there is none."""
    with connection.cursor() as cursor:
        if _TABLE not in connection.introspection.table_names(cursor):
            return None
        cursor.execute(f"SELECT * FROM {_TABLE}")  # noqa: S608  # a version before this one noted no succession
        told = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
        return Halfway(told["moment"], told["written"], bool(told.get("succession")))


def check() -> None:
    """Raises a `HalfwayError` where a restore is not over."""
    if (found := halfway()) is not None:
        raise HalfwayError(
            f"the backup of {found.moment} is coming back into this database, or that was cut short: "
            f"run `{found.command}` once more, it goes on. Nothing is served before that is done"
        )


def begin(moment: str, *, succession: bool = False) -> None:
    """From now on nothing is served."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        cursor.execute(f"CREATE TABLE {_TABLE} (moment varchar(40) NOT NULL, written bigint, succession boolean NOT NULL)")
        cursor.execute(f"INSERT INTO {_TABLE} (moment, succession) VALUES (%s, %s)", [moment, succession])  # noqa: S608


def rows_are_there(count: int) -> None:
    """Called in the transaction that writes them."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_TABLE} SET written = %s", [count])  # noqa: S608


def end() -> None:
    """All of it is back."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_TABLE}")
