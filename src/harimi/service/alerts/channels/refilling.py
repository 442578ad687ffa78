"""A channel's settings are filled in, or anew: what is left out stays, and keys to sign with are made here."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from harimi.service.alerts.channels.kinds import settings_of
from harimi.service.alerts.models import Channel
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.channels.webhook import new_secret
from harimi.service.egress.refilling import anew, moved

MADE = ("secret", "older")
"""Keys to sign with."""
ADDRESSES = ("url", "server")
"""Settings that say where it leads."""


def asked_of(kind: str) -> dict[str, FieldInfo]:
    """What somebody fills in."""
    return {name: info for name, info in KINDS[kind].settings.model_fields.items() if name not in MADE}


def is_secret(info: FieldInfo) -> bool:
    """Whether it is never shown again."""
    return info.annotation is SecretStr


def kept_of(row: Channel) -> dict[str, Any]:
    """Its settings, opened; nothing where a later version asks for more, so that they are filled in once more."""
    try:
        found = settings_of(row)
    except ValidationError:
        return {}
    return {name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in found}


def told_anew(kind: str, told: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    """Secrets that must be told once more, as it leads somewhere else."""
    return anew(told, kept, [name for name, info in asked_of(kind).items() if is_secret(info)], ADDRESSES)


def refilled(kind: str, told: Mapping[str, Any], kept: Mapping[str, Any], *, new_key: bool = False) -> dict[str, Any]:
    """The settings as they will be. Ask `told_anew` first."""
    found = {name: told.get(name) or kept.get(name) for name in asked_of(kind)}
    return {name: value for name, value in found.items() if value} | _keys(kind, told, kept, new_key)


def _keys(kind: str, told: Mapping[str, Any], kept: Mapping[str, Any], new_key: bool) -> dict[str, str]:
    if "secret" not in KINDS[kind].settings.model_fields:
        return {}
    if not kept or moved(told, kept, ADDRESSES):
        return {"secret": new_secret()}
    if new_key:
        return {"secret": new_secret(), "older": kept["secret"]}
    return {name: kept[name] for name in MADE}
