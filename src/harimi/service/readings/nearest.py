"""The trusted readings beside several moments, asked of the database in one query."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from harimi.service.readings.models import TRUSTED, Reading, State

Point = tuple[datetime, int]
"""When a counter was read, and what it had counted by then in all: its value and what it carries."""
Side = Literal["<", "<=", ">", ">="]
Asked = tuple[Side, datetime]
FIRST: Asked = (">", datetime.min.replace(tzinfo=UTC))
LAST: Asked = ("<", datetime.max.replace(tzinfo=UTC))
"""The first and the last reading that there is."""
_ONE = """SELECT {n}, at, total FROM (
    SELECT at, value + carried AS total FROM readings_reading
    WHERE register_id = %s AND at {side} %s AND value IS NOT NULL AND state IN ({states}) ORDER BY at {order} LIMIT 1
) AS found{n}"""


def nearest(register: UUID, asked: Sequence[Asked], believed: Sequence[State] = TRUSTED) -> list[Point | None]:
    """For each side of a moment the trusted reading that is nearest to it there; None where there is none."""
    return nearest_of([(register, one) for one in asked], believed)


def nearest_of(asked: Sequence[tuple[UUID, Asked]], believed: Sequence[State] = TRUSTED) -> list[Point | None]:
    """The same, each of a register of its own."""
    if not asked:
        return []
    states = ", ".join(f"'{state.value}'" for state in believed)
    parts = [
        _ONE.format(n=n, side=side, states=states, order="DESC" if "<" in side else "ASC")
        for n, (_, (side, _)) in enumerate(asked)
    ]
    key = Reading._meta.get_field("register").get_db_prep_value
    given = [
        one for register, (_, at) in asked for one in (key(register, connection), connection.ops.adapt_datetimefield_value(at))
    ]
    found: list[Point | None] = [None] * len(asked)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        for n, at, total in cursor.fetchall():
            found[n] = _moment(at), total
    return found


def _moment(at: datetime) -> datetime:
    """SQLite knows no zones; what it holds is in UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
