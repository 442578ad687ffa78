"""Whose each row is: every app names, once, the way by which each of its tables leads to a person or an organization.

What is shown, exported, erased and sealed in backups about somebody follows from it. The manifest says what the columns are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

Way = str | Callable[[UUID], QuerySet[Model]]
"""The path of keys from a row to its subject, or, where no key leads there, what finds a subject's rows."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of a table that are about subjects of one kind.

    `stored` is the column that names bytes in the store. Where a row `stays` after erasure it leads to nobody then.
    """

    table: str
    kind: str
    way: Way
    stored: str = ""
    stays: bool = False

    @property
    def model(self) -> type[Model]:
        """What is kept in the table."""
        return model_of(self.table)

    def rows(self, subject: UUID) -> QuerySet[Model]:
        """The rows that are the subject's."""
        if isinstance(self.way, str):
            return self.model._base_manager.filter(**{self.way: subject})
        return self.way(subject)


_HOLDINGS: dict[tuple[str, str], Holding] = {}
_NOBODYS: dict[str, str] = {}


def hold(kind: str, ways: Mapping[str, Way], *, stored: Mapping[str, str] | None = None, stays: tuple[str, ...] = ()) -> None:
    """An app says which of its tables are about subjects of a kind, when Django starts."""
    for table, way in ways.items():
        _HOLDINGS[kind, table] = Holding(table, kind, way, (stored or {}).get(table, ""), table in stays)


def nobodys(table: str, why: str) -> None:
    """A table that holds items by which nobody is found; `why` says how long and by what."""
    _NOBODYS[table] = why


def holdings(kind: str) -> list[Holding]:
    """All that is about subjects of a kind, in the order in which apps named it."""
    return [one for one in _HOLDINGS.values() if one.kind == kind]


def stored() -> dict[type[Model], str]:
    """Every model whose rows name bytes in the store, with the column that does."""
    return {one.model: one.stored for one in _HOLDINGS.values() if one.stored}


def named() -> set[str]:
    """Every table that an app named."""
    return {table for _, table in _HOLDINGS} | set(_NOBODYS)


def model_of(table: str) -> type[Model]:
    """The model that is kept in a table."""
    return next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
