"""Makes an empty database's tables and prints them: `python -m tests.services.seed_tables at_once|cut_short|steps`."""

import sys
from collections.abc import Iterator
from typing import Any

from harimi.service.project.setup import set_up

set_up()

from django.core.management import call_command  # noqa: E402  # Django is there now
from django.db import connection  # noqa: E402

from harimi.service.platform import fresh  # noqa: E402


def made(how: str) -> None:
    """Makes them."""
    if how == "steps":
        call_command("migrate", interactive=False, verbosity=0)
        return
    if how == "cut_short":
        fresh.record_all()
    assert fresh.make()
    assert not fresh.make()
    call_command("migrate", check_unapplied=True, verbosity=0)


def told(cursor: Any) -> Iterator[str]:
    """Columns, keys, indexes, rules and triggers, a line each."""
    look = connection.introspection
    for table in look.table_names(cursor):
        for column in look.get_table_description(cursor, table):
            yield f"{table} {column.name} {look.get_field_type(column.type_code, column)} {column.null_ok}"
        for name, rule in look.get_constraints(cursor, table).items():
            if rule["primary_key"]:  # told in the order of the table's columns
                rule["columns"] = sorted(rule["columns"])
            shown = "" if name.startswith(("__unnamed", "fk_")) else name
            yield f"{table} {shown} {sorted((key, str(value)) for key, value in rule.items() if key != 'definition')}"
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    yield from (f"{name} {sql}" for name, sql in cursor.fetchall())


made(sys.argv[1])
with connection.cursor() as opened:
    print("\n".join(sorted(told(opened))))
