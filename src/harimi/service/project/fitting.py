"""Whether this machine fits the others of the service: the same keys, the same store. And one machine after the other."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from harimi.service.captures.models import Cut
from harimi.service.platform.blobs import blobs
from harimi.service.platform.crypto import SealError
from harimi.service.platform.models import Fingerprint
from harimi.service.platform.stores import StoreError
from harimi.service.privacy import keys

_LOCK = 0x4861_7269
"""Of PostgreSQL's advisory locks the one for changing the database's tables; any number that nobody else uses."""
_LOOKED_AT = 3


class UnfitError(OSError):
    """This machine would do harm beside the others; the message says what to share."""


@contextmanager
def alone() -> Iterator[None]:
    """No other machine changes the tables meanwhile. SQLite is one machine's."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def check() -> None:
    """Raises an `UnfitError`. On SQLite, one machine's, only the field keys must open the database."""
    path = settings.HARIMI.field_keys_path
    try:
        keys.check()
    except (SealError, OSError) as error:
        raise UnfitError(f"{path} does not open this database's names: {error}") from error
    if connection.vendor != "postgresql":
        return
    _same("field keys", keys.ring().index, f"give all machines the same {path} (HARIMI_FIELD_KEYS_FILE)")
    _same("signing key", settings.SECRET_KEY.encode(), _SIGNING)
    _store()


_SIGNING = "give all machines the same HARIMI_SECRET_KEY_FILE; where it was changed on purpose run `harimi keys adopt` once"


def adopt() -> None:
    """The signing key of this machine is the service's from now on; other machines must have it too."""
    Fingerprint.objects.update_or_create(name="signing key", defaults={"value": _print(settings.SECRET_KEY.encode())})


def _same(name: str, key: bytes, remedy: str) -> None:
    noted, _ = Fingerprint.objects.get_or_create(name=name, defaults={"value": _print(key)})
    if noted.value != _print(key):
        raise UnfitError(f"this machine's {name} is not what the service was first started with: {remedy}")


def _print(key: bytes) -> str:
    """Tells keys apart and nothing of them."""
    return hmac.new(key, b"fingerprint", hashlib.sha256).hexdigest()[:16]


def _store() -> None:
    """A store that is away is not another store."""
    newest = list(Cut.objects.order_by("-pk").values_list("blob", flat=True)[:_LOOKED_AT])
    try:
        there = [blobs().has(key) for key in newest]
    except StoreError:
        return
    if newest and not any(there):
        raise UnfitError(
            f"{settings.HARIMI.store_place} has none of the newest photographs that the database names: set HARIMI_STORE_URL "
            "to the store that all machines use, or share that folder; `harimi store copy` moves what is elsewhere"
        )
