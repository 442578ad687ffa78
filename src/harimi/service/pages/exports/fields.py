"""What stands in the rows of an exported table: each column as it is kept, and beside it what people understand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model

from harimi.service.accounts.models import Activity
from harimi.service.meters.models import Register
from harimi.service.pages.activity_words import activity_words
from harimi.service.pages.exports.known import NAMED, SCALED, WORDS, Known
from harimi.service.pages.exports.labels import column_label
from harimi.service.pages.texts import TEXTS, text
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Subject
from harimi.service.rights.exported import Column, Table
from harimi.service.rights.people import People, Somebody


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the files. `plain` ones are for programs only, where something that people understand stands beside."""

    key: str
    label: str
    of: Callable[[Model], Any]
    plain: bool = False


def fields(table: Table, known: Known, people: People) -> tuple[Field, ...]:
    """All of a table's columns in their order, each followed by what makes it readable. What names bytes is left to these."""
    kept = [column for column in table.columns if column.name != table.holding.stored]
    return tuple(field for column in kept for field in _fields(table, column, known, people))


def _fields(table: Table, column: Column, known: Known, people: People) -> Sequence[Field]:
    label = column_label(table.name, column.name)
    if column.names:
        return [Field(column.name, label, lambda row: words(people.who(column, column.of(row))))]

    def raw(row: Model) -> Any:
        return _kept(column.of(row))

    model: Any = column.field.related_model
    if model in NAMED and known.subject.kind == Subject.Kind.ORGANIZATION:
        name = column.name.removesuffix("_id") + "_name"
        return [
            Field(column.name, text("export.id_of", name=label), raw, plain=True),
            Field(name, label, lambda row: known.name(model, column.of(row))),
        ]
    if column.name in SCALED.get(table.name, ()):
        return [
            Field(column.name, text("export.whole", name=label), raw, plain=True),
            Field(f"{column.name}_decimal", label, lambda row: _decimal(table, column, row, known)),
            *_unit(table, column, known),
        ]
    if (table.holding.model, column.name) == (Activity, "action"):
        return [
            Field(column.name, text("export.code", name=label), raw, plain=True),
            Field(f"{column.name}_words", label, lambda row: _done(row, known, people)),
        ]
    if (table.name, column.name) in WORDS:
        return [
            Field(column.name, text("export.code", name=label), raw, plain=True),
            Field(f"{column.name}_words", label, lambda row: _word(WORDS[table.name, column.name], column.of(row))),
        ]
    return [Field(column.name, label, raw)]


def _done(row: Model, known: Known, people: People) -> str:
    """What somebody did, and to what or to whom."""
    if not isinstance(row, Activity) or f"activity.{row.action}" not in TEXTS:
        return ""
    about = known.called(row.about) or people.mail(row.about) or text("activity.gone")
    return activity_words(row, about)


def _word(kind: str, code: str) -> str:
    """A code in words; what has none stays as it is."""
    return text(f"{kind}.{code}") if f"{kind}.{code}" in TEXTS else code


def _unit(table: Table, column: Column, known: Known) -> Sequence[Field]:
    """The unit, once beside the first of a table's decimals; that of a register itself stands in a column of its own."""
    if column.name != SCALED[table.name][0] or table.holding.model is Register:
        return ()
    return [Field("unit", text("column.unit"), lambda row: known.unit(_register(row)))]


def _decimal(table: Table, column: Column, row: Model, known: Known) -> Any:
    value = column.of(row)
    return None if value is None else known.decimal(table.name, column.name, value, _register(row))


def _register(row: Model) -> UUID:
    found: UUID = row.pk if isinstance(row, Register) else row.register_id  # type: ignore[attr-defined]
    return found


def _kept(value: Any) -> Any:
    """Moments by the clock that the policy goes by."""
    return value.astimezone(ZoneInfo(current().deadlines.time_zone)) if isinstance(value, datetime) else value


def words(somebody: Somebody | None) -> str:
    """Who it is, in words."""
    if somebody is None:
        return ""
    return somebody.mail or text(f"export.who.{somebody.what}")
