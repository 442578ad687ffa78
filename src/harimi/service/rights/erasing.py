"""Erasure of a subject: told to the ledger, then everything that the apps hold goes, and their key with it.

1. The ledger in its second place knows of it before anything is deleted, so that no restored backup forgets it.
2. What stays is made to lead to nobody; everything else is deleted, photographs with their bytes, some rows at a time.
3. The key goes: what it sealed is unreadable, copies of it in old backups too. Then the subject itself.

Each step may be done again: work that was interrupted goes on where it stopped.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from harimi.service.platform.blobs import blobs
from harimi.service.privacy import keys
from harimi.service.privacy.audit import record
from harimi.service.privacy.holdings import Holding, holdings, named_in_rows
from harimi.service.privacy.models import Subject
from harimi.service.rights import ledger
from harimi.service.rights.order import children_first

AT_A_TIME = 500
"""Rows deleted in one transaction."""
Told = Callable[[str, int, int], None]
"""Is told a table, how many of its rows went, and how many photographs and other files with them."""
_LAST = ("privacy_subjectkey",)


def erase(subject: Subject, told: Told) -> None:
    """Erases everything about the subject. Raises a `LedgerError` or `StoreError`, having begun or not; do it once more then.

    Rows of others that name somebody who goes (who confirmed a value, who invited) name nobody after that.
    """
    ledger.tell(subject.pk)
    theirs = holdings(subject.kind)
    for one in theirs:
        if one.unlink is not None:
            one.unlink(one.rows(subject.pk))
    for one in children_first([one for one in theirs if one.unlink is None and one.table not in _LAST]):
        while _some(one, subject.pk, told):
            pass
    with transaction.atomic():
        record("erased", actor=None, subject=subject.pk, clause="8-1(2)")
        keys.destroy(subject.pk)
        subject.delete()


def touched(kind: str) -> set[str]:
    """The tables in which an erasure deletes or changes rows: those of the holdings, and those that name a row of theirs."""
    models: list[Any] = [one.model for one in holdings(kind)]
    relations = [relation for model in models for relation in model._meta.related_objects]
    naming = {str(relation.related_model._meta.db_table) for relation in relations}
    return {*naming, *(model._meta.db_table for model in (*models, Subject))}


def _some(holding: Holding, subject: UUID, told: Told) -> bool:
    """Deletes some rows with what they name in the store; whether there were any."""
    model = holding.model
    pks = list(holding.rows(subject).values_list("pk", flat=True)[:AT_A_TIME])
    if not pks:
        return False
    files = _delete_bytes(holding, model, pks)
    with transaction.atomic():
        model._base_manager.filter(pk__in=pks).delete()
    told(holding.table, len(pks), files)
    return True


def _delete_bytes(holding: Holding, model: type[Model], pks: list[object]) -> int:
    """Before the rows: while a store is away they still say what is to be deleted. Bytes that others name stay."""
    if not holding.stored:
        return 0
    rows = model._base_manager.filter(pk__in=pks)
    stored = {key for key in rows.values_list(holding.stored, flat=True) if key}
    going = stored - named_in_rows(stored, {holding.table: rows})
    for key in going:
        blobs().delete(key)
    return len(going)
