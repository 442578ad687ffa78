"""The census: what is really there, beside what the manifest says is there. Anything that stands on one side only is told.

There is no threshold: one column, key, cookie, object or file without its item fails.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, models

from harimi.service.privacy.closed import unknown_keys
from harimi.service.privacy.held import Held
from harimi.service.privacy.sealed import SealedTextField

OURS = "harimi."
OWN_OF_SQLITE = ("sqlite_sequence", "sqlite_stat1")


def differences(kind: str, there: Iterable[str], mapped: Iterable[str]) -> list[str]:
    """What stands on one side only, in words."""
    real, told = set(there), set(mapped)
    return [
        *(f"{kind} {name} is there, but the manifest does not map it" for name in sorted(real - told)),
        *(f"{kind} {name} is mapped, but it is not there" for name in sorted(told - real)),
    ]


def columns_there() -> set[str]:
    """Every `table.column` of the live database."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in OWN_OF_SQLITE:
                described = connection.introspection.get_table_description(cursor, table)
                found |= {f"{table}.{column.name}" for column in described}
    return found


def database(held: Held) -> list[str]:
    """Columns that are unmapped, or mapped and gone; and fields that are sealed on one side only. A secret may be either."""
    mapped = {f"{table}.{column}" for table, told in held.tables.items() for column in told.columns}
    there = _sealed_there() - _flagged(held, "secret")
    sealed = differences("sealed field", there, _flagged(held, "sealed"))
    return [*differences("column", columns_there(), mapped), *sealed]


def _flagged(held: Held, flag: str) -> set[str]:
    columns = ((table, column, one) for table, told in held.tables.items() for column, one in told.columns.items())
    return {f"{table}.{column}" for table, column, one in columns if one.flag == flag}


def json_columns(held: Held) -> list[str]:
    """JSON columns of our apps that are unmapped, or mapped and gone."""
    there = {f"{model._meta.db_table}.{one.column}" for model, one in _fields() if isinstance(one, models.JSONField)}
    return differences("JSON column", there, held.json)


def json_keys(held: Held) -> list[str]:
    """Keys in the live rows' JSON that no mapping allows."""
    found = []
    for model, one in _fields():
        name = f"{model._meta.db_table}.{one.column}"
        if isinstance(one, models.JSONField) and name in held.json:
            for value in model._default_manager.values_list(one.attname, flat=True).iterator():
                found += [f"JSON key {name}: {key}" for key in unknown_keys(held, name, value)]
    return sorted(set(found))


def payloads(held: Held, sent: Iterable[tuple[str, Mapping[str, object]]]) -> list[str]:
    """Keys of queue payloads that no mapping allows."""
    found = set()
    for topic, payload in sent:
        known = held.payloads.get(topic)
        found |= (
            {f"payload {topic} is not mapped"}
            if known is None
            else {f"payload {topic}: {key}" for key in set(payload) - set(known)}
        )
    return sorted(found)


def files(held: Held, folder: Path) -> list[str]:
    """Files of the data folder that no mapping names."""
    known = held.named["files"]
    there = {f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir()}
    return [f"file {name} is there, but the manifest does not map it" for name in sorted(there - set(known))]


def unknown(kind: str, there: AbstractSet[str], held: Held) -> list[str]:
    """Names of a kind (`logs`, `caches`, `sessions`, `storage`, `objects`) that are there and not mapped."""
    return [f"{kind} {name} is there, but the manifest does not map it" for name in sorted(there - set(held.named[kind]))]


def browser(held: Held, cookies: Iterable[str], storage: Iterable[str], asked: Iterable[str], own: str) -> list[str]:
    """Cookies and names in a browser's storage that no mapping names, and addresses asked for outside of our `own` origin.

    A third party may be asked only where the manifest names its host (`[held.hosts]`), with what is sent there and what for.
    """
    return [
        *(f"cookie {name} is there, but the manifest does not map it" for name in sorted(set(cookies) - set(held.cookies))),
        *unknown("storage", set(storage), held),
        *(f"{address} is a third party's" for address in sorted(set(asked)) if not _known(held, address, own)),
    ]


def _known(held: Held, address: str, own: str) -> bool:
    return f"{address}/".startswith(f"{own}/") or urlsplit(address).hostname in held.hosts


def settings(held: Held, names: Iterable[str]) -> list[str]:
    """Settings of the operator that are unmapped, or mapped and gone."""
    return differences("setting", names, held.named["settings"])


def _fields() -> Iterator[tuple[type[models.Model], models.Field]]:  # type: ignore[type-arg]
    for model in apps.get_models():
        if model.__module__.startswith(OURS):
            yield from ((model, one) for one in model._meta.local_fields)


def _sealed_there() -> set[str]:
    return {f"{model._meta.db_table}.{one.column}" for model, one in _fields() if isinstance(one, SealedTextField)}
