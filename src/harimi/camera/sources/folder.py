"""A folder into which something else puts photographs, such as a camera that uploads by FTP: what is kept leaves it."""

import hashlib
import io
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from harimi.camera.picture import MOST_BYTES
from harimi.camera.sources.source import Shot, SourceError

_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp")
_REST = 2.0
"""Seconds that a file must have been left alone before it counts as whole."""
_GIVEN_UP = 600.0
"""Seconds after which a file that is still no whole picture never will be one."""
_LOG = logging.getLogger(__name__)


class Folder:
    """Takes all that come, or with `newest` only the newest when the schedule asks, and drops those before it."""

    def __init__(self, path: Path, *, newest: bool = False) -> None:
        self.path, self.newest = path, newest
        self.comes_by_itself = not newest

    def take(self) -> Shot | None:
        """The oldest that lies there whole, or with `newest` the newest. Its time is when its file was last written."""
        # What is never deleted would be taken and sent without end.
        if self.path.is_dir() and not os.access(self.path, os.W_OK | os.X_OK):
            raise SourceError(f"what lies in {self.path} cannot be deleted; let the camera's user write in that folder")
        try:
            found = next((path for path in self._in_turn() if _whole(path)), None)
        except OSError as error:
            raise SourceError(f"{self.path} cannot be read: {error.strerror}") from error
        if found is None and self.newest:
            raise SourceError(f"no new photograph lies in {self.path}")
        return None if found is None else _shot(found)

    def done(self, shot: Shot) -> None:
        """Deletes the file, and with `newest` all older ones."""
        if shot.file is None:
            return
        files = self._files()
        older = files[: files.index(shot.file)] if self.newest and shot.file in files else []
        for path in (*older, shot.file):
            path.unlink(missing_ok=True)

    def _in_turn(self) -> list[Path]:
        return self._files()[::-1] if self.newest else self._files()

    def _files(self) -> list[Path]:
        found = (path for path in self.path.iterdir() if path.suffix.lower() in _SUFFIXES and not path.name.startswith("."))
        return sorted((path for path in found if path.is_file()), key=lambda path: (path.stat().st_mtime_ns, path.name))


def _whole(path: Path) -> bool:
    """Whether a file is written to the end. One that never will be is renamed."""
    if _age(path) < _REST:
        return False
    if _complete(path):
        return True
    if _age(path) > _GIVEN_UP:
        _LOG.warning("%s is no whole picture; it is renamed to end in .damaged", path)
        path.replace(path.with_name(f"{path.name}.damaged"))
    return False


def _age(path: Path) -> float:
    """Seconds since a file was written."""
    return time.time() - path.stat().st_mtime


def _complete(path: Path) -> bool:
    if path.stat().st_size > MOST_BYTES:
        return False
    try:
        with Image.open(io.BytesIO(path.read_bytes()), formats=("JPEG", "PNG", "BMP")) as image:
            image.draft("L", (64, 64))
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _shot(path: Path) -> Shot:
    """The same file again has the same key, so that it is one photograph even when the power goes before it is deleted."""
    data, written = path.read_bytes(), path.stat().st_mtime_ns
    key = hashlib.sha256(f"{written} {path.name} ".encode() + data).hexdigest()[:32]
    return Shot(data, datetime.fromtimestamp(written / 10**9, UTC), key, path)
