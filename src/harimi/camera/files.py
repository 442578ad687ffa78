"""Files that are there whole or not at all, whenever the power goes."""

import json
import logging
import os
from pathlib import Path
from threading import Lock
from typing import Any

DRAFT = ".new-"
"""How the name of a file begins while it is being written."""
_LOG = logging.getLogger(__name__)


def write_durably(path: Path, data: bytes) -> None:
    """Writes a file that its owner alone may read; when this returns, it outlives a power cut. Raises `OSError`."""
    draft = path.with_name(DRAFT + path.name)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Names that were made or changed in a folder outlive a power cut when this returns."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private_folder(folder: Path) -> Path:
    """The folder, made where it is missing, for its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty where there is none. One that cannot be read is put beside as `.damaged`."""
    try:
        found = json.loads(path.read_bytes())
        if isinstance(found, dict):
            return found
    except FileNotFoundError:
        return {}
    except ValueError:
        pass
    path.replace(path.with_name(f"{path.name}.damaged"))
    _LOG.error("%s was damaged and is begun anew; what it was lies beside it as .damaged", path)
    return {}


class Book:
    """A JSON object in a file, read by all threads and changed by one at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._held = read_object(path)

    def get(self, name: str) -> Any:
        """A field; None where there is none."""
        return self._held.get(name)

    def change(self, **fields: Any) -> None:
        """Sets fields, and writes the file where that changed anything. A field of None is dropped."""
        with self._lock:
            changed = {name: value for name, value in (self._held | fields).items() if value is not None}
            if changed != self._held:
                write_durably(self._path, json.dumps(changed, ensure_ascii=False).encode())
                self._held = changed
