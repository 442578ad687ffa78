"""The tables of a database that has none: made as they are now, instead of by each step on the way there.

A migration that makes one table has Django work out all models anew that lead to it, so that a first start took twenty seconds.
What the steps end at is what models say; a test compares both ways.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make() -> bool:
    """Makes them, where there are none; whether there were none."""
    if connection.introspection.table_names():
        return False
    with _without_steps():
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
    record_all()
    return True


def record_all() -> None:
    """Every step counts as done."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations or {}:
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
