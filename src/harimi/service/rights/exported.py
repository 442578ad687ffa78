"""What is exported of a subject: which tables, columns and rows. It follows from the holdings and from the manifest alone.

The one data set of whatever is handed out to somebody: what they fetch themselves, and what a formal request discloses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Field, Model, Q, QuerySet

from harimi.service.accounts.models import User
from harimi.service.privacy.held import Place, held
from harimi.service.privacy.holdings import Holding, holdings
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import SealedTextField

BATCH = 500
"""Rows read at once."""
_TOKENS = {("privacy_auditevent", "actor"), ("privacy_auditevent", "subject")}
"""Columns that name subjects by their tokens."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is exported. `names` says what its values name: `user`, `subject` or `token` (somebody), or nobody."""

    name: str
    field: "Field[Any, Any]"
    names: str = ""

    def of(self, row: Model) -> Any:
        """The row's value; a sealed one opens, for the purpose that is declared."""
        return getattr(row, self.field.attname)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the rows that are the subject's."""

    holding: Holding
    subject: Subject
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """As the database has it."""
        return self.holding.table

    def count(self) -> int:
        """How many rows there are."""
        return self.holding.rows(self.subject.pk).count()

    def rows(self) -> Iterator[list[Model]]:
        """All rows in a fixed order, some hundreds at a time.

        Each time they are asked for anew, after the last one: an open cursor would hold SQLite's snapshot, and with it every
        write that is done between two of them.
        """
        order, after = _order(self.holding.model), Q()
        while True:
            found = list(self._joined().filter(after).order_by(*order)[:BATCH])
            if found:
                yield found
            if len(found) < BATCH:
                return
            after = _after(order, found[-1])

    def _joined(self) -> QuerySet[Model]:
        """With what leads from a sealed field to its subject."""
        sealed = [one.field.subject for one in self.columns if isinstance(one.field, SealedTextField)]
        paths = {path.rpartition(".")[0].replace(".", "__") for path in sealed}
        rows = self.holding.rows(self.subject.pk)
        return rows.select_related(*paths - {""}) if paths - {""} else rows


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is exported of a subject, and which tables about them are not. What is of an item that is `withheld` stands
    nowhere in it, neither in a column nor as a name.
    """

    subject: Subject
    tables: tuple[Table, ...]
    left_out: tuple[str, ...]
    withheld: frozenset[str] = frozenset()

    @property
    def items(self) -> set[str]:
        """The items that stand in the columns."""
        places = [held().tables[one.name].columns[column.name] for one in self.tables for column in one.columns]
        return {one.item for one in places if one.personal}


def exported(subject: Subject) -> Exported:
    """What is exported of the subject."""
    mine = holdings(subject.kind)
    tables = tuple(Table(one, subject, columns(one)) for one in mine if held().tables[one.table].exported)
    return Exported(subject, tables, tuple(one.table for one in mine if not held().tables[one.table].exported))


def columns(holding: Holding) -> tuple[Column, ...]:
    """Every column that holds an item and is no secret, and those by which rows of several tables belong together."""
    fields = {one.column: one for one in holding.model._meta.concrete_fields}
    told = held().tables[holding.table].columns
    return tuple(_column(holding, name, fields[name]) for name, place in told.items() if _handed_out(place, fields[name]))


def _handed_out(place: Place, field: "Field[Any, Any]") -> bool:
    return place.flag != "secret" and (place.personal or field.primary_key or field.is_relation)


def _column(holding: Holding, name: str, field: "Field[Any, Any]") -> Column:
    if (holding.table, name) in _TOKENS:
        return Column(name, field, "token")
    return Column(name, field, {User: "user", Subject: "subject"}.get(field.related_model, ""))  # type: ignore[arg-type]


def _order(model: type[Model]) -> tuple[str, ...]:
    """As rows came in: by their number, or, where their ids are chance, by their first moment; equal ones by their ids."""
    keys = [one.attname for one in getattr(model._meta, "pk_fields", [model._meta.pk])]
    if len(keys) > 1 or model._meta.pk.get_internal_type() != "UUIDField":
        return tuple(keys)
    moment = next((one.attname for one in model._meta.concrete_fields if isinstance(one, DateTimeField) and not one.null), None)
    return (*keys,) if moment is None else (moment, *keys)


def _after(order: tuple[str, ...], last: Model) -> Q:
    """Rows behind the last one. That the first key is not smaller is said by itself, since an index helps with that."""
    values = {name: getattr(last, name) for name in order}
    found, equal = Q(), Q()
    for name in order:
        found |= equal & Q(**{f"{name}__gt": values[name]})
        equal &= Q(**{name: values[name]})
    return Q(**{f"{order[0]}__gte": values[order[0]]}) & found
