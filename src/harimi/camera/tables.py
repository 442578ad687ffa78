"""Tables of a configuration file, read field by field; what is wrong is said by the field's name."""

from collections.abc import Iterable
from typing import Any


class ConfigError(ValueError):
    """A configuration that cannot be used; the message says what is wrong and what to write."""


class Table:
    """One table. `finish` names fields that nobody asked for."""

    def __init__(self, name: str, fields: Any) -> None:
        if not isinstance(fields, dict):
            raise ConfigError(f"{name} must be a table: [{name}]")
        self._name, self._fields = name, dict(fields)

    def table(self, name: str) -> "Table":
        """A table inside; empty where it is missing."""
        return Table(name, self._fields.pop(name, {}))

    def text(self, name: str, default: str | None = None) -> str:
        """A text; needed where there is no default."""
        found = self._take(name, default)
        if not isinstance(found, str) or not found.isprintable():
            raise ConfigError(f"{self._name}.{name} must be a text in quotes")
        return found

    def whole(self, name: str, default: int, *, least: int) -> int:
        """A whole number."""
        found = self._take(name, default)
        if isinstance(found, bool) or not isinstance(found, int) or found < least:
            raise ConfigError(f"{self._name}.{name} must be a whole number from {least}")
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        found = self._take(name, default)
        if not isinstance(found, bool):
            raise ConfigError(f"{self._name}.{name} must be true or false")
        return found

    def words(self, name: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A program and its arguments."""
        found = self._take(name, default)
        if not isinstance(found, list | tuple) or not all(isinstance(word, str) for word in found):
            raise ConfigError(f'{self._name}.{name} must be a list of words, such as ["pinctrl", "set", "17", "op", "dh"]')
        return tuple(found)

    def finish(self) -> None:
        """Raises `ConfigError` for what is left over."""
        if self._fields:
            where = f"in [{self._name}]" if self._name else "at the top"
            raise ConfigError(f"{', '.join(sorted(self._fields))} {where} is unknown; see docs/how/camera.md")

    def _take(self, name: str, default: Any) -> Any:
        found = self._fields.pop(name, default)
        if found is None:
            raise ConfigError(f"{self._name}.{name} is missing")
        return found
