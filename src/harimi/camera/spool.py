"""Photographs that wait to be sent, on disk: whole or put aside, in order, and within bounds."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from threading import RLock

from harimi.camera.aside import Aside
from harimi.camera.files import DRAFT, private_folder, write_durably
from harimi.camera.settings import Part
from harimi.camera.thinning import given_up
from harimi.camera.waiting import Waiting, digest_of, waiting_named


class NoSpaceError(OSError):
    """There is no room for another photograph, even after all but the newest were given up."""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes that photographs may take, and bytes of the disk that must stay free."""

    limit: int
    keep_free: int = 0


class Spool:
    """The photographs in `folder`/waiting. `thinned` is told how many were given up, each time that room had to be made."""

    def __init__(self, folder: Path, room: Room, thinned: Callable[[int], None] = lambda _: None) -> None:
        self.folder = private_folder(folder / "waiting")
        self.refused, self.damaged = Aside(folder / "refused"), Aside(folder / "damaged")
        self._room, self._thinned = room, thinned
        self._lock = RLock()
        self._recover()
        self._used = sum(path.stat().st_size for path in self.folder.iterdir())

    def _recover(self) -> None:
        for path in self.folder.iterdir():
            if path.name.startswith(DRAFT):
                self.damaged.put(path, "the power went, or the program ended, while this was written")
            elif waiting_named(path.name) is None:
                self.damaged.put(path, "this file's name is none that a photograph has")

    def waiting(self) -> list[Waiting]:
        """All that wait, in the order in which they were taken."""
        found = (waiting_named(path.name) for path in self.folder.iterdir())
        return sorted((one for one in found if one is not None), key=lambda one: one.name)

    def add(self, data: bytes, taken_at: datetime, key: str, zone: tzinfo, part: Part | None = None) -> Waiting:
        """Keeps a photograph; when this returns, it outlives a power cut. The same again (by moment, key and bytes) is one.

        Where there is no room, older ones are given up by days of the zone. Raises `NoSpaceError`.
        """
        one = Waiting(taken_at, key, digest_of(data), part)
        with self._lock:
            if (self.folder / one.name).exists():
                return one
            self._make_room(len(data), zone)
            try:
                write_durably(self.folder / one.name, data)
            except OSError as error:
                raise NoSpaceError(error.errno, f"the photograph could not be kept: {error.strerror}") from error
            self._used += len(data)
        return one

    def size(self, one: Waiting) -> int:
        """Bytes; 0 where it was given up meanwhile."""
        try:
            return (self.folder / one.name).stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, one: Waiting) -> bytes | None:
        """Its bytes; None where it was given up meanwhile, or is damaged and was put aside."""
        path = self.folder / one.name
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        if digest_of(data) == one.digest:
            return data
        self._leave(path, lambda: self.damaged.put(path, "the bytes are not those that were written; check the disk"))
        return None

    def remove(self, one: Waiting) -> None:
        """Deletes one that the service has."""
        path = self.folder / one.name
        self._leave(path, path.unlink)

    def refuse(self, one: Waiting, why: str) -> None:
        """Puts one aside that the service will never take."""
        path = self.folder / one.name
        self._leave(path, lambda: self.refused.put(path, why))

    def empty(self) -> None:
        """Deletes everything, here and aside."""
        for one in self.waiting():
            self.remove(one)
        self.refused.empty()
        self.damaged.empty()

    def _leave(self, path: Path, way: Callable[[], None]) -> None:
        with self._lock:
            if path.exists():
                size = path.stat().st_size
                way()
                self._used -= size

    def _make_room(self, size: int, zone: tzinfo) -> None:
        gone = 0
        while self._lacks(size):
            waiting = self.waiting()
            going = given_up([one.taken_at for one in waiting], zone)
            if not going:
                break
            for n in going:
                self.remove(waiting[n])
            gone += len(going)
        if gone:
            self._thinned(gone)
        if self._lacks(size):
            raise NoSpaceError(
                f"no room for {size} bytes: {self._used} of {self._room.limit} are used; raise limit_mb or free the disk"
            )

    def _lacks(self, size: int) -> bool:
        free = shutil.disk_usage(self.folder).free
        return self._used + size > self._room.limit or free - size < self._room.keep_free
