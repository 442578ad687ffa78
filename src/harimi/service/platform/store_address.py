"""The address of an S3-compatible store: s3://bucket/prefix?endpoint=https://host:port&region=name&style=path."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

_KNOWN = {"endpoint", "region", "style"}
_SHAPE = "must look like s3://bucket/prefix?endpoint=https://host:port&region=name ; leave it empty for a folder"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Without an `endpoint` it is AWS. `style` is where the bucket's name stands: in the path, or before the host."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    style: Literal["path", "virtual"] = "virtual"


def address_of(url: str) -> StoreAddress:
    """Raises a `ValueError` that says what is wrong."""
    parts, said = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(_SHAPE)
    if unknown := set(said) - _KNOWN:
        raise ValueError(f"knows {', '.join(sorted(_KNOWN))}, not {', '.join(sorted(unknown))}")
    endpoint = said.get("endpoint", "")
    if endpoint and (urlsplit(endpoint).scheme not in ("http", "https") or not urlsplit(endpoint).hostname):
        raise ValueError("the endpoint must look like https://host:port")
    style = said.get("style", "path" if endpoint else "virtual")
    if style not in ("path", "virtual"):
        raise ValueError("the style is path (https://host/bucket) or virtual (https://bucket.host)")
    return StoreAddress(parts.netloc, parts.path.strip("/"), endpoint, said.get("region", "us-east-1"), style)  # type: ignore[arg-type]
