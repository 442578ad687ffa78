"""JSON that is closed: a column takes the keys that the manifest maps, and no other."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models

from harimi.service.privacy.held import Held, held

ANY = "*"
PAYLOADS, SCHEMA, PUBLISHED = "payloads", "schema: ", "*: "


class UnknownKeyError(ValueError):
    """A key that the manifest does not map was about to be kept."""


if TYPE_CHECKING:
    _Json = models.JSONField[Any, Any]
else:
    _Json = models.JSONField


class ClosedJSONField(_Json):
    """A JSON column whose keys stand in the manifest; any other raises `UnknownKeyError` before it is written."""

    def deconstruct(self) -> Any:
        """To migrations it is a JSON column like any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        where = f"{self.model._meta.db_table}.{self.column}"
        wrong = sorted(set(unknown_keys(held(), where, value)))
        if wrong:
            raise UnknownKeyError(f"{where} takes no key {', '.join(wrong)}; map it in the manifest with its item first")
        return super().get_db_prep_save(value, connection)


def check_payload(topic: str, payload: dict[str, Any]) -> None:
    """Raises `UnknownKeyError` where a queue's payload carries what the manifest does not map."""
    known = held().payloads.get(topic)
    if known is None:
        raise UnknownKeyError(f"events of {topic!r} are not mapped; write their keys into the manifest first")
    if wrong := sorted(set(payload) - set(known)):
        raise UnknownKeyError(f"events of {topic} take no key {', '.join(wrong)}; map it in the manifest with its item first")


def unknown_keys(told: Held, where: str, value: object) -> Iterator[str]:
    """The keys in `value` that the column's mapping does not allow."""
    allowed = told.json.get(where, ())
    if isinstance(allowed, str):
        yield from _by_name(told, allowed, value)
    elif not any(one.startswith(ANY) for one in allowed):
        yield from (key for key in _keys(value) if key not in allowed)
    else:
        yield from _outside(value, allowed)


def _by_name(told: Held, allowed: str, value: object) -> Iterator[str]:
    if allowed == PAYLOADS and isinstance(value, dict):
        known = {key for keys in told.payloads.values() for key in keys}
        yield from (key for key in _keys(value) if key not in known)
    elif allowed.startswith(SCHEMA):
        yield from (key for key in _keys(value) if key not in _schema_keys())


def _outside(value: object, allowed: tuple[str, ...]) -> Iterator[str]:
    """Keys that are not allowed; what lies in `details` is data, and its values are texts or numbers alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in allowed:
                yield str(key)
            if key != "details":
                yield from _outside(inner, allowed)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _outside(one, allowed)


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _keys(one)


_SCHEMAS: list[frozenset[str]] = []


def allow_schema(keys: frozenset[str]) -> None:
    """An app tells the keys of what it keeps by a schema of its own."""
    _SCHEMAS.append(keys)
    _schema_keys.cache_clear()


@cache
def _schema_keys() -> frozenset[str]:
    return frozenset().union(*_SCHEMAS)
