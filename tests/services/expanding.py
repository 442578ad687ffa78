"""What a migration may not do while machines of the version before serve from the same database."""

from collections.abc import Iterator, Sequence

from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.db.models.fields import NOT_PROVIDED

TAKE_AWAY = (ops.RemoveField, ops.RenameField, ops.DeleteModel, ops.RenameModel, ops.AlterModelTable)
NARROW = (ops.AddConstraint, ops.AlterUniqueTogether)
UNSEEN = (ops.RunSQL,)
"""Nobody but a person can say what it does."""


def faults(migration: Migration, state: ProjectState) -> Iterator[str]:
    """What the version before would stumble over; `state` is that before the migration."""
    new: set[str] = set()
    before = state.clone()
    for operation in _of_the_database(migration.operations):
        after = before.clone()
        operation.state_forwards(migration.app_label, after)
        if isinstance(operation, ops.CreateModel):
            new.add(operation.name_lower)
        elif _table(operation) not in new and (fault := _fault(operation, migration.app_label, before, after)):
            yield f"{operation.describe()}: {fault}"
        before = after


def _of_the_database(operations: Sequence[Operation]) -> Iterator[Operation]:
    for each in operations:
        yield from each.database_operations if isinstance(each, ops.SeparateDatabaseAndState) else [each]


def _table(operation: Operation) -> str:
    return str(getattr(operation, "model_name_lower", getattr(operation, "name_lower", "")))


def _fault(operation: Operation, app: str, before: ProjectState, after: ProjectState) -> str:
    if isinstance(operation, TAKE_AWAY):
        return "the version before uses it; take it away one version later"
    if isinstance(operation, NARROW):
        return "the version before may write what it forbids"
    if isinstance(operation, UNSEEN):
        return "say what it does"
    if isinstance(operation, ops.AddField):
        return "" if _optional(operation.field) else "the version before does not fill it: null=True or db_default"
    if isinstance(operation, ops.AlterField):
        return _narrowed(_field(operation, app, before), _field(operation, app, after))
    return ""


def _field(operation: ops.AlterField, app: str, state: ProjectState) -> "Field[object, object]":
    found: Field[object, object] = state.models[app, operation.model_name_lower].fields[operation.name]
    return found


def _optional(field: "Field[object, object]") -> bool:
    return field.null or field.many_to_many is True or field.db_default is not NOT_PROVIDED


def _narrowed(was: "Field[object, object]", now: "Field[object, object]") -> str:
    if was.get_internal_type() != now.get_internal_type():
        return "another type"
    if (now.max_length or 0) < (was.max_length or 0):
        return "shorter than what the version before writes"
    if was.null and not _optional(now):
        return "the version before may leave it empty"
    return "only one may have a value now" if now.unique and not was.unique else ""
