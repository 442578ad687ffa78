"""Where backups lie: a folder of another disk, or a bucket, with these names in it.

snapshots/<moment>/manifest      what a backup holds, sealed under the backup key
snapshots/<moment>/system        rows about nobody, sealed under the backup key
snapshots/<moment>/succession    under which policy it was collected, where a business is handed over (`succession`)
snapshots/<moment>/<subject>     rows about a subject, sealed under the subject's key
snapshots/<moment>/<subject>.files   the names of the subject's files, one a line
files/<subject>/<name>           photographs and other files, each sealed once, under the subject's key
erasures.jsonl                   a copy of the ledger: who was erased, left or stayed
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import obstore
from django.conf import settings

from harimi.service.backups.recovery import KeyFileError
from harimi.service.platform.stores import Store, opened

SNAPSHOTS, FILES = "snapshots", "files"
LEDGER, OPERATOR, WHOSE = "erasures.jsonl", "operator.toml", "installation"
MANIFEST, SYSTEM, SUCCESSION, NAMES = "manifest", "system", "succession", ".files"
MOMENT = "%Y%m%dT%H%M%S%fZ"
"""How a backup is named: by when it was made, in UTC."""
OBJECT = 16 * 1024 * 1024
"""Bytes from which on something is written as several objects: `name`, `name+1`, `name+2` …"""


@dataclass(frozen=True, slots=True)
class Place:
    """Named bytes in a store. Its errors are `StoreError`s."""

    store: Store

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Writes something of any size, large things as several objects: not every store takes one in parts."""
        for number, data in enumerate(_objects(pieces)):
            with self.store.told():
                obstore.put(self.store.objects, _numbered(name, number), data, use_multipart=False)

    def get(self, name: str) -> Iterator[bytes]:
        """What was written, piece by piece. Raises `FileNotFoundError`. That its end is missing shows when it is unsealed."""
        for number in count():
            try:
                with self.store.told():
                    yield bytes(obstore.get(self.store.objects, _numbered(name, number)).bytes())
            except FileNotFoundError as error:
                if number == 0:
                    raise FileNotFoundError(f"{self.store.name}: {name} is not there") from error
                return

    def names(self, prefix: str) -> Iterator[str]:
        """The names of all objects that begin with a folder."""
        with self.store.told():
            for found in obstore.list(self.store.objects, prefix, chunk_size=500):
                yield from (one["path"] for one in found)

    def delete(self, names: Iterable[str]) -> int:
        """Deletes objects; how many."""
        gone = 0
        for name in names:
            with self.store.told():
                obstore.delete(self.store.objects, name)
            gone += 1
        return gone

    def read(self, name: str) -> bytes:
        """All of something small; empty where it is not there."""
        try:
            return b"".join(self.get(name))
        except FileNotFoundError:
            return b""

    def begun(self) -> list[str]:
        """The moments of all backups, those too that were cut short, oldest first."""
        return sorted({name.split("/")[1] for name in self.names(SNAPSHOTS)})

    def snapshots(self) -> list[str]:
        """The moments of all whole backups, oldest first: one that was cut short has no manifest."""
        found = {name.split("/")[1] for name in self.names(SNAPSHOTS) if name.endswith(f"/{MANIFEST}")}
        return sorted(found)


def copy_file(where: Place, name: str, file: Path) -> None:
    """What a file is now lies with the backups under a name, as it is: nothing in it is about anybody."""
    if file.exists():
        where.put(name, [file.read_bytes()])


def whole(name: str) -> str:
    """The name of what an object is a part of."""
    return name.partition("+")[0]


def _numbered(name: str, number: int) -> str:
    return f"{name}+{number}" if number else name


def _objects(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """At least one, and none larger than `OBJECT` and a piece."""
    kept, told = bytearray(), False
    for piece in pieces:
        kept += piece
        if len(kept) >= OBJECT:
            yield bytes(kept)
            kept, told = bytearray(), True
    if kept or not told:
        yield bytes(kept)


def place() -> Place:
    """Where this service's backups lie. Raises a `KeyFileError` where nothing says so."""
    chosen = settings.HARIMI
    if not chosen.backup_place:
        raise KeyFileError("nobody said where backups lie; set HARIMI_BACKUP_PLACE to a folder or s3://…")
    return Place(opened(chosen.backup_place, chosen.store_keys))
