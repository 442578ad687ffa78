"""Rows that the database itself refuses to change, whoever asks it to.

An app names its tables and what each refuses (`refuse`), and connects `protect` to its migrations: SQLite loses triggers where
a table is made over. A rule's name holds a hash of what it says, so that one look tells whether all of them are there.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import AppConfig
from django.db import connection, transaction

Rules = Mapping[str, tuple[tuple[str, str], ...]]
"""By table: an event of it (`UPDATE`, `UPDATE OF a, b`, `DELETE`), and the condition under which it is refused."""
_RULES: dict[str, tuple[tuple[str, str], ...]] = {}


def refuse(rules: Rules) -> None:
    """Called once Django has started."""
    _RULES.update(rules)


def protect(sender: AppConfig, **_: Any) -> None:
    """Makes the rules of an app that are not there, and takes away those that hold no more; all of that at once, or nothing.

    Where the database is brought to an earlier version, its tables may not be there yet.
    """
    prefix = f"{sender.label}_"
    wanted = {name: table for name, table, _ in _all(prefix)}
    if set(_there(prefix)) == set(wanted) or not set(wanted.values()) <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*dropping(prefix), *making(prefix)):
            cursor.execute(statement)


def dropping(prefix: str = "") -> list[str]:
    """Statements that take the rules away that are there, of tables that begin so."""
    there = _there(prefix)
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in there]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in there.items()]


def making(prefix: str = "") -> list[str]:
    """Statements that make the rules."""
    return [statement for _, _, statements in _all(prefix) for statement in statements]


def _there(prefix: str) -> dict[str, str]:
    """Rules by name, with their table, as the database has them."""
    tables = [table for table in _RULES if table.startswith(prefix)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname, relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal")
        return {name: table for name, table in cursor.fetchall() if table in tables and name.startswith("refuse_")}


def _all(prefix: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each rule's name, table and statements."""
    for table, rules in _RULES.items():
        for event, when in rules if table.startswith(prefix) else ():
            told = hashlib.sha256(f"{table} {event} {when}".encode()).hexdigest()[:10]
            name = f"refuse_{event.split()[0].lower()}_{told}"
            made = _sqlite if connection.vendor == "sqlite" else _postgresql
            yield name, table, made(name, table, event, when)


def _sqlite(name: str, table: str, event: str, when: str) -> list[str]:
    said = f"SELECT RAISE(ABORT, '{table} is never changed')"
    return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN {said}; END"]


def _postgresql(name: str, table: str, event: str, when: str) -> list[str]:
    """Its WHEN takes no subquery: each rule has a function of its own."""
    said = f"RAISE EXCEPTION '{table} is never changed' USING ERRCODE = 'integrity_constraint_violation'"
    going_on = "RETURN OLD" if event == "DELETE" else "RETURN NEW"
    body = f"BEGIN IF {when} THEN {said}; END IF; {going_on}; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
