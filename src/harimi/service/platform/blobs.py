"""Photographs and other bytes: content-addressed, so that the same bytes are kept once; durable when `put` returns."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import obstore
from django.conf import settings
from obstore.store import LocalStore


class BlobMissingError(LookupError):
    """No bytes are kept under that key."""


class Blobs:
    """A folder of blobs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(folder)

    def put(self, data: bytes) -> str:
        """Keeps `data` and returns its key."""
        digest = hashlib.sha256(data).hexdigest()
        key = f"{digest[:2]}/{digest}"
        obstore.put(self._store, key, data)
        self._settle(self._folder / key)
        return key

    def get(self, key: str) -> bytes:
        """The bytes under `key`; raises `BlobMissingError`."""
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError as error:
            raise BlobMissingError(f"no bytes are kept under {key}") from error

    def delete(self, key: str) -> None:
        """Forgets the bytes under `key`, if there are any."""
        (self._folder / key).unlink(missing_ok=True)

    def older_than(self, before: datetime) -> Iterator[list[str]]:
        """The keys of all bytes that were kept before a moment, some hundreds at a time."""
        for found in obstore.list(self._store, chunk_size=500):
            yield [one["path"] for one in found if one["last_modified"] < before]

    def check(self) -> None:
        """Raises an `OSError` or `ValueError` where nothing can be written."""
        self.delete(self.put(secrets.token_bytes(16)))

    @staticmethod
    def _settle(path: Path) -> None:
        """The file and its name outlive a power cut."""
        for place in (path, path.parent, path.parent.parent):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@cache
def blobs() -> Blobs:
    """The blobs of this service."""
    return Blobs(settings.HARIMI.data_dir / "blobs")
