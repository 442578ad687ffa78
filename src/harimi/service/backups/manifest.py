"""What a backup says of itself, and how its parts are sealed and opened."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from harimi.service.backups.place import MANIFEST, SNAPSHOTS, Place
from harimi.service.platform import sealed_files
from harimi.service.platform.sealed_files import Sealing

FORM = 1
"""Of names and lines; a later one says how it reads earlier ones."""


class BackupError(ValueError):
    """A backup that is not there, not whole, or not for this version; the message says what to do."""


@dataclass
class Manifest:
    """`moment` names the backup. `migrations` are those that the tables had: its rows are read with the tables as they were.

    `subjects` have a part each, with so many rows and files; `missing` files were named by rows and not in the store.
    """

    form: int
    version: str
    moment: str
    migrations: dict[str, list[str]]
    subjects: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: int = 0
    files: int = 0
    missing: int = 0

    def part(self, name: str) -> str:
        """The name of one of its parts in a place."""
        return f"{SNAPSHOTS}/{self.moment}/{name}"

    def write(self, where: Place, key: bytes) -> None:
        """The last thing to be written: then the backup is whole."""
        where.put(self.part(MANIFEST), sealed(key, f"{self.moment} {MANIFEST}", [json.dumps(asdict(self)).encode()]))


def manifest_of(where: Place, moment: str, key: bytes) -> Manifest:
    """The manifest of the backup of a moment, by default the newest. Raises a `BackupError`, or a `SealError` for another's."""
    kept = where.snapshots()
    if not kept or (moment and moment not in kept):
        raise BackupError(f"{where.store.name} holds no backup{f' of {moment}' if moment else ''}")
    moment = moment or kept[-1]
    pieces = where.get(f"{SNAPSHOTS}/{moment}/{MANIFEST}")
    told = json.loads(b"".join(sealed_files.opened(key, pieces, f"{moment} {MANIFEST}")))
    if told.get("form") != FORM:
        raise BackupError(f"the backup of {moment} was made by version {told.get('version')}, which this one cannot read")
    return Manifest(**told)


def sealed(key: bytes, context: str, plain: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a sealed file."""
    sealing = Sealing(key, context)
    for piece in plain:
        yield from sealing.add(piece)
    yield sealing.end()


def lines(key: bytes, context: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a sealed file. Raises a `SealError`."""
    rest = b""
    for piece in sealed_files.opened(key, pieces, context):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        raise BackupError("a part of the backup ends within a row")
