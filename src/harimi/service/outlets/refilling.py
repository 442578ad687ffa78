"""An outlet's settings are filled in, or anew: secrets that are left out stay, unless it leads to another server."""

from collections.abc import Mapping
from typing import Any

from pydantic.fields import FieldInfo

from harimi.service.egress.refilling import anew
from harimi.service.outlets.kinds.registry import KINDS, settings_of
from harimi.service.outlets.models import Outlet

SECRET = ("password", "token")
"""Never shown again."""
MADE = ("secret",)
"""Made by us."""
ADDRESS = "url"


def asked_of(kind: str) -> dict[str, FieldInfo]:
    """What somebody fills in."""
    return {name: info for name, info in KINDS[kind].Settings.model_fields.items() if name not in MADE}


def kept_of(row: Outlet) -> dict[str, Any]:
    """Its settings, opened."""
    return settings_of(row).model_dump()


def told_anew(kind: str, told: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    """Secrets that must be told once more, as it leads somewhere else."""
    return anew(told, kept, [name for name in SECRET if name in asked_of(kind)], (ADDRESS,))


def refilled(told: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they will be. Ask `told_anew` first."""
    stays = {name: kept[name] for name in (*SECRET, ADDRESS) if kept.get(name) and not told.get(name)}
    return {**told, **stays, **{name: kept[name] for name in MADE if name in kept}}
