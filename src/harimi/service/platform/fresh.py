"""The tables of a database that has none: made as they are now, instead of by each step on the way there.

A migration that makes one table has Django work out all models anew that lead to it, so that a first start took twenty seconds.
What the steps end at is what models say; a test compares both ways.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make() -> bool:
    """Makes them, where there are none; whether there were none. Killed at any moment it makes all of them the next time."""
    ours = {one._meta.db_table for one in apps.get_models(include_auto_created=True)}
    if ours & set(connection.introspection.table_names()):
        return False
    record_all()
    with _without_steps():  # which makes all tables in one transaction
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
    return True


def record_all() -> None:
    """Every step counts as done."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with transaction.atomic():
        for app, name in set(MigrationLoader(None).disk_migrations or {}) - set(recorder.applied_migrations()):
            recorder.record_applied(app, name)


@contextmanager
def _without_steps() -> Iterator[None]:
    """As Django makes the database of a test whose settings say `MIGRATE: False`."""
    before = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {one.label: None for one in apps.get_app_configs()}
    try:
        yield
    finally:
        settings.MIGRATION_MODULES = before
