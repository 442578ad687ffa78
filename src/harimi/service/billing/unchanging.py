"""The database itself refuses to change what was issued or posted, whoever asks it to.

Source: Ordinance for Enforcement of the Act on Electronic Books, article 4(1)(iii): what was issued cannot be corrected or
deleted without a trace. An invoice goes only when its customer is erased, and its copy stays (`keeping`).
"""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.db import connection

Rules = Mapping[str, tuple[tuple[str, str], ...]]

_ALONE = "SELECT 1 FROM billing_invoicecopy k WHERE k.alone AND k.number"
_KEPT = f"EXISTS ({_ALONE} = OLD.number)"
_OF_KEPT = f"EXISTS ({_ALONE} = (SELECT i.number FROM billing_invoice i WHERE i.id = OLD.invoice_id))"  # noqa: S608 - all of it stands here
_ENTRY = ("kind", "day", "source", "number", "reason", "made_at")
_POSTING = ("entry_id", "account", "yen", "invoice", "rate")
RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "billing_invoice": (("UPDATE", "TRUE"), ("DELETE", f"NOT {_KEPT}")),
    "billing_charge": (
        (
            "UPDATE OF " + ", ".join(("invoice_id", "kind", "month", "first", "last", "quantity", "unit_yen", "yen", "rate",
                                      "with_tax", "source", "about", "label_ja", "label_en", "corrects")),
            "OLD.invoice_id IS NOT NULL",
        ),
        ("DELETE", f"OLD.invoice_id IS NOT NULL AND NOT {_OF_KEPT}"),
    ),
    "billing_entry": ((f"UPDATE OF {', '.join(_ENTRY)}", "TRUE"), ("DELETE", "TRUE")),
    "billing_posting": ((f"UPDATE OF {', '.join(_POSTING)}", "TRUE"), ("DELETE", "TRUE")),
    "billing_invoicecopy": (("UPDATE OF number, issued_on, total, recipient, content, until", "TRUE"),),
    "billing_closedmonth": (("UPDATE OF month, closed_at", "TRUE"), ("DELETE", "TRUE")),
}  # fmt: skip
"""What each table refuses, and when."""


def refuse(rules: Rules) -> None:
    """A layer above has tables of the same kind. It connects `protect` to its own migrations, too."""
    RULES.update(rules)


def protect(sender: AppConfig, **_: Any) -> None:
    """Makes the rules of an app anew after every migration: SQLite loses them where a table is made over.

    Where others are brought to an earlier version, its tables may not be there yet.
    """
    if not _of(sender.label).keys() <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in (*dropping(sender.label), *making(sender.label)):
            cursor.execute(statement)


def names(app: str = "") -> list[tuple[str, str]]:
    """Each rule's table and name, of one app or of all."""
    return [(table, f"{table}_{told.split()[0].lower()}") for table, rules in _of(app).items() for told, _ in rules]


def dropping(app: str = "") -> list[str]:
    """Statements that take the rules away."""
    if connection.vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for _, name in names(app)]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in names(app)]


def making(app: str = "") -> list[str]:
    """Statements that make the rules."""
    made = [] if connection.vendor == "sqlite" else [_REFUSE]
    for table, rules in _of(app).items():
        for (told, when), (_, name) in zip(rules, [one for one in names() if one[0] == table], strict=True):
            made.append(_rule(table, name, told, when))
    return made


def _of(app: str) -> Rules:
    return {table: rules for table, rules in RULES.items() if table.startswith(f"{app}_" if app else "")}


_REFUSE = """CREATE OR REPLACE FUNCTION billing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def _rule(table: str, name: str, told: str, when: str) -> str:
    if connection.vendor == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{table} is never changed')"
        return f"CREATE TRIGGER {name} BEFORE {told} ON {table} WHEN {when} BEGIN {refuse}; END"
    return _postgresql(table, name, told, when)


def _postgresql(table: str, name: str, told: str, when: str) -> str:
    """PostgreSQL's WHEN takes no subquery: such a rule has a function of its own."""
    if "EXISTS" not in when:
        return f"CREATE TRIGGER {name} BEFORE {told} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION billing_refuse()"
    refuse = f"RAISE EXCEPTION '{table} is never changed' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {when} THEN {refuse}; END IF; RETURN OLD; END"
    made = f"CREATE OR REPLACE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    return f"{made}; CREATE TRIGGER {name} BEFORE {told} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_refuse()"
