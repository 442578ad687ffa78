"""Keys of the cache: a plain hash of a mail address is the address to whoever guesses it, so they are hashed with a key."""

import hashlib
import hmac

from django.conf import settings


def keyed(key: str, prefix: str, version: int) -> str:
    """As Django's `KEY_FUNCTION`: the family by which a key begins stays readable, the rest is not."""
    family = key.partition(":")[0]
    digest = hmac.new(settings.SECRET_KEY.encode(), f"cache\0{key}".encode(), hashlib.sha256).hexdigest()
    return f"{prefix}:{version}:{family}:{digest}"
