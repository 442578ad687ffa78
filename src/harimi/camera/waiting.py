"""Photographs that wait to be sent: a file each, whose name says everything about it.

`20261128T100000.000000Z_<key>_<digest>[_x,y,width,height].jpg`: moment in UTC, idempotency key, SHA-256 of the bytes (16
digits), and the part of the view where only a part is shown. So a photograph and what is known of it
appear and vanish in one step.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from harimi.camera.settings import Part

_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)_([A-Za-z0-9-]{1,100})_([0-9a-f]{16})(?:_([0-9.,]+))?\.jpg")
_MOMENT = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A photograph that waits: when it was taken (UTC), its key, its digest, and the part of the view that it shows."""

    taken_at: datetime
    key: str
    digest: str
    part: Part | None = None

    @property
    def name(self) -> str:
        """Of its file; sorted by name photographs are in the order of their times."""
        part = "" if self.part is None else "_" + ",".join(f"{share:.5f}" for share in self.part)
        return f"{self.taken_at.astimezone(UTC).strftime(_MOMENT)}_{self.key}_{self.digest}{part}.jpg"


def waiting_named(name: str) -> Waiting | None:
    """What a file's name says; None where it is no photograph's."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    moment, key, digest, part = found.groups()
    try:
        shares = None if part is None else tuple(map(float, part.split(",")))
        taken_at = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    if shares is None:
        return Waiting(taken_at, key, digest)
    return Waiting(taken_at, key, digest, (shares[0], shares[1], shares[2], shares[3])) if len(shares) == 4 else None


def digest_of(data: bytes) -> str:
    """Enough of a hash to tell that a file is whole."""
    return hashlib.sha256(data).hexdigest()[:16]
