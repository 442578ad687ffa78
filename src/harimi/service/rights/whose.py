"""Of which items something is held about a subject, table by table, as the apps named their holdings."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import CharField, Exists, Model, Q, TextField

from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import Holding, holdings
from harimi.service.privacy.models import Subject


def items_kept(kind: str, subject: UUID) -> dict[str, set[str]]:
    """For each table about subjects of that kind the items of which one of the subject's rows holds something; one query for
    all of them.
    """
    asked = [(one.table, item, _any(one, subject, item)) for one in holdings(kind) for item in _items(one.table)]
    columns = {f"kept_{n}": exists for n, (_, _, exists) in enumerate(asked)}
    found = Subject.objects.filter(pk=subject).annotate(**columns).values_list(*columns).first() or ()
    kept: dict[str, set[str]] = {one.table: set() for one in holdings(kind)}
    for (table, item, _), there in zip(asked, found, strict=False):
        if there:
            kept[table].add(item)
    return kept


def _items(table: str) -> set[str]:
    return {place.item for place in held().tables[table].columns.values() if place.personal}


def _any(holding: Holding, subject: UUID, item: str) -> Exists:
    columns = [name for name, place in held().tables[holding.table].columns.items() if place.personal and place.item == item]
    return Exists(holding.rows(subject).filter(_filled(holding.model, columns)))


def _filled(model: type[Model], columns: Iterable[str]) -> Q:
    """Whether one of the columns is neither null nor an empty text."""
    by_column = {one.column: one for one in model._meta.concrete_fields}
    found = Q()
    for column in columns:
        field = by_column[column]
        one = Q(**{f"{field.name}__isnull": False})
        found |= one & ~Q(**{field.name: ""}) if isinstance(field, CharField | TextField) else one
    return found
