"""Where something goes is filled in anew: secrets that are left out stay, and never follow to another server unasked."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

Settings = Mapping[str, Any]


def moved(told: Settings, kept: Settings, addresses: Collection[str]) -> bool:
    """Whether it leads to another server than before; an address that is left out stays."""
    return any(_server(told.get(name) or kept[name]) != _server(kept[name]) for name in addresses if kept.get(name))


def anew(told: Settings, kept: Settings, secrets: Collection[str], addresses: Collection[str]) -> list[str]:
    """The secrets that must be told once more, since what they open is somewhere else."""
    left_out = [name for name in secrets if kept.get(name) and not told.get(name)]
    return left_out if moved(told, kept, addresses) else []


def _server(address: object) -> tuple[str, str]:
    """By which way it is reached, and where; of what is no address itself."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return "", str(address)
    return parts.scheme, parts.netloc
