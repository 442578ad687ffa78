"""Rows as lines of JSON, and back: a line with the table and its columns, then a line a row."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet

from harimi.service.privacy.sealed import SealedTextField

CHUNK = 2_000
"""Rows read at once."""


def lines_of(rows: QuerySet[Model]) -> Iterator[bytes]:
    """The rows as the database keeps them; nothing for none. Sealed fields stay sealed."""
    meta = rows.model._meta
    columns = {one.attname: one.column for one in meta.concrete_fields}
    first = True
    for row in rows.order_by("pk").values_list(*columns).iterator(chunk_size=CHUNK):
        if first:
            yield _line({"table": meta.db_table, "columns": list(columns.values())})
            first = False
        yield _line(row)


def tables_in(lines: Iterable[bytes]) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    """Each table of some lines with its columns and its rows, to be read in this order."""
    told = _Told(map(json.loads, lines))
    while (head := told.head()) is not None:
        yield head["table"], head["columns"], told.rows()


class _Told:
    """Lines that are read once: heads are objects, rows are lists."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self._lines, self._next = lines, next(lines, None)

    def head(self) -> Any:
        """The next table; skips what is left of the one before."""
        for _ in self.rows():
            pass
        head, self._next = self._next, next(self._lines, None)
        return head

    def rows(self) -> Iterator[list[Any]]:
        """The rows up to the next table."""
        while isinstance(self._next, list):
            row, self._next = self._next, next(self._lines, None)
            yield row


def insert(connection: BaseDatabaseWrapper, model: type[Model], columns: list[str], rows: Iterable[list[Any]]) -> int:
    """Writes rows as they were, without anything that a model does on saving; how many."""
    fields: list[Field[Any, Any]] = [_field(model, column) for column in columns]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    marks = ", ".join(["%s"] * len(columns))
    command = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({marks})"  # noqa: S608
    count, waiting = 0, list[list[Any]]()
    with connection.cursor() as cursor:
        for row in rows:
            waiting.append([_prepared(connection, *one) for one in zip(fields, row, strict=True)])
            if len(waiting) == CHUNK:
                count += _many(cursor, command, waiting)
        return count + _many(cursor, command, waiting)


def _many(cursor: Any, command: str, waiting: list[list[Any]]) -> int:
    count = len(waiting)
    if waiting:
        cursor.executemany(command, waiting)
    waiting.clear()
    return count


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    return next(one for one in model._meta.concrete_fields if one.column == column)


def _prepared(connection: BaseDatabaseWrapper, field: "Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, SealedTextField):
        return value
    plain = value if value is None else field.to_python(value)
    return field.get_db_prep_save(plain, connection)


def _line(told: object) -> bytes:
    return json.dumps(told, default=_words, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _words(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, timedelta):
        return str(value)
    raise TypeError(f"a backup cannot keep a {type(value).__name__}")
