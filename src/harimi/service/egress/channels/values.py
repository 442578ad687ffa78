"""What the settings of channels are made of, and a request as it will be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, PlainSerializer, SecretStr

Secret = Annotated[SecretStr, PlainSerializer(lambda kept: kept.get_secret_value(), when_used="json")]
"""What opens something at somebody else's: written only where it is sealed, and shown by nothing."""


class ChannelSettings(BaseModel):
    """What a kind of channel needs to know. Texts that are typed lose the space around them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    def shown(self) -> dict[str, Any]:
        """What may be shown again: everything but secrets."""
        return {name: value for name, value in self if not isinstance(value, SecretStr)}


@dataclass(frozen=True, slots=True)
class Request:
    """One POST."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def host_of(url: str) -> str:
    """The host of an address, or nothing."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def https_host(url: str, *of: str) -> str:
    """The host of an address that is one of these or lies under them. Raises `ValueError`."""
    host = host_of(url)
    if not url.startswith("https://") or not any(host == one or host.endswith(f".{one}") for one in of):
        raise ValueError(f"an address under https://{of[0]}/ is needed")
    return host
