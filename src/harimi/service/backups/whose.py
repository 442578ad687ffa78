"""Whose backups lie at a place: another installation's are never touched, nor are their keys.

A new machine that is set up beside the old one's backups would otherwise take everybody in them for erased.
"""

import hashlib
import hmac
from pathlib import Path

from django.conf import settings

from harimi.service.backups.place import WHOSE, Place
from harimi.service.backups.recovery import KeyFileError


def check(where: Place, keys_file: Path) -> None:
    """Notes at the place and beside the keys that they are this installation's. Raises a `KeyFileError` where they are not."""
    mine, beside = _mine(), keys_file.with_name(f"{keys_file.name}.{WHOSE}")
    there = where.read(WHOSE) or (b"?" if where.begun() else b"")
    kept = beside.read_bytes() if beside.exists() else (b"?" if keys_file.exists() else b"")
    for found, what in ((there, where.store.name), (kept, str(keys_file))):
        if found not in (b"", mine):
            raise KeyFileError(f"{what} is another installation's: restore it (`harimi restore`), or choose another place")
    if not there:
        where.put(WHOSE, [mine])
    if not kept:
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(mine)


def _mine() -> bytes:
    """Tells installations apart, and nothing of the key."""
    return hmac.new(settings.HARIMI.backup_key, b"whose backups", hashlib.sha256).hexdigest().encode()
