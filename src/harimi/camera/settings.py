"""What the service wants of this camera, as docs/how/devices.md has it; kept on disk, for restarts without network."""

import json
import logging
from dataclasses import dataclass, fields, replace
from datetime import time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from harimi.camera.files import read_object, write_durably

Part = tuple[float, float, float, float]
"""A part of the view: left, top, width and height as shares of it."""
_LOG = logging.getLogger(__name__)


class SettingsError(ValueError):
    """Settings that this camera cannot follow; the message names the field."""


@dataclass(frozen=True)
class Settings:
    """See the table of the contract for units and meaning. A version of -1: the service has told none yet."""

    version: int = -1
    time_zone: str = "Asia/Tokyo"
    every_minutes: int = 60
    at: tuple[time, ...] = ()
    windows: tuple[tuple[time, time], ...] = ()
    only_on_change: float = 0
    longest_side: int = 1600
    quality: int = 88
    crop: Part | None = None
    light_ms: int = 500
    batch: int = 1
    retries: int = 3
    retry_seconds: int = 60
    contact_minutes: int = 15
    report_minutes: int = 60
    asleep: bool = False

    @cached_property
    def zone(self) -> ZoneInfo:
        """The site's zone."""
        return ZoneInfo(self.time_zone)


def settings_from(told: dict[str, Any]) -> Settings:
    """Settings from the service's JSON. Fields that are not known are ignored. Raises `SettingsError`."""
    known = {field.name for field in fields(Settings)}
    values: dict[str, Any] = {}
    for name, value in told.items():
        if name not in known:
            continue
        try:
            values[name] = _PARSED.get(name, _whole)(value)
        except (TypeError, ValueError, KeyError, OSError) as error:
            raise SettingsError(f"{name} cannot be {value!r}: {error}") from error
    return replace(Settings(), **values)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a whole number from 0 is wanted")
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise ValueError("a number from 0 to 100 is wanted")
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value


def _zone(value: Any) -> str:
    return ZoneInfo(value).key


def _times(value: Any) -> tuple[time, ...]:
    return tuple(time.fromisoformat(one) for one in value)


def _windows(value: Any) -> tuple[tuple[time, time], ...]:
    return tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in value)


def _part(value: Any) -> Part | None:
    if value is None:
        return None
    x, y, width, height = map(float, value)
    if not (0 <= x < x + width <= 1.000001 and 0 <= y < y + height <= 1.000001):
        raise ValueError("shares of the view are wanted, x, y, width, height")
    return x, y, width, height


def _from_one(least: int) -> Any:
    def parsed(value: Any) -> int:
        if _whole(value) < least:
            raise ValueError(f"at least {least} is wanted")
        return value

    return parsed


_PARSED: dict[str, Any] = {
    "time_zone": _zone,
    "at": _times,
    "windows": _windows,
    "only_on_change": _share,
    "crop": _part,
    "asleep": _flag,
    "longest_side": _from_one(16),
    "quality": _from_one(1),
    "batch": _from_one(1),
    "contact_minutes": _from_one(1),
    "report_minutes": _from_one(1),
}


class SettingsStore:
    """The settings in force; `path` is where they are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.current = Settings()
        try:
            self.current = settings_from(read_object(path))
        except SettingsError as error:
            _LOG.error("the kept settings are not followed: %s", error)

    def take(self, told: dict[str, Any]) -> bool:
        """Follows new settings from now on; whether they are new. Those that make no sense are logged and not followed."""
        try:
            new = settings_from(told)
        except SettingsError as error:
            _LOG.error("the service's settings are not followed: %s", error)
            return False
        if new == self.current:
            return False
        write_durably(self._path, json.dumps(told).encode())
        self.current = new
        return True

    def forget(self) -> None:
        """Goes back to the defaults."""
        self._path.unlink(missing_ok=True)
        self.current = Settings()
