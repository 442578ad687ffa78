"""The provider's wire: forms with brackets in, and events signed as its documentation says.

https://docs.stripe.com/api, https://docs.stripe.com/webhooks#verify-manually
"""

import hashlib
import hmac
import re
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl


def parsed(body: str) -> dict[str, Any]:
    """`a[b]=1&c[0][d]=2` as nested dictionaries; lists are dictionaries by their numbers."""
    told: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        keys = re.findall(r"[^\[\]]+", name)
        at = told
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = value
    return told


def listed(told: Any) -> list[Any]:
    """A list that was sent."""
    return list(told.values()) if isinstance(told, dict) else []


def signature(body: str, secret: str, at: float | None = None) -> str:
    """The header of an event: the moment, and the HMAC-SHA256 of the moment, a dot, and the body."""
    moment = int(at if at is not None else time.time())
    mac = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def one_page(rows: Iterable[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
    """The newest first, some at a time."""
    every = sorted(rows, key=lambda one: -one["n"])
    since = int((asked.get("created") or {}).get("gte", 0))
    every = [one for one in every if one["created"] >= since]
    after = asked.get("starting_after")
    if after:
        every = every[[one["id"] for one in every].index(after) + 1 :]
    limit = int(asked.get("limit", 10))
    return {"object": "list", "data": every[:limit], "has_more": len(every) > limit, "url": "/"}
