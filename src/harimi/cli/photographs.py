"""Photographs as files."""

from pathlib import Path

from harimi.vision.photo import MAX_BYTES


class OpenError(Exception):
    """The file cannot be opened."""


def bytes_of(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise OpenError(f"cannot open {path}: {getattr(error, 'strerror', None) or error}") from error
