"""Photographs and other bytes: content-addressed, so that the same bytes are kept once; durable when `put` returns.

Bytes that are there already are written once more, and not left as they are: a sweep takes what is old and unnamed, so what is
about to be named must be young.
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import cache

import obstore
from django.conf import settings

from harimi.service.platform.stores import Store, opened


class BlobMissingError(LookupError):
    """No bytes are kept under that key."""


class Blobs:
    """What a store keeps. Its `StoreError` says that the store does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, data: bytes) -> str:
        """Keeps `data` and returns its key."""
        key = key_of(data)
        with self._store.told():
            obstore.put(self._store.objects, key, data, use_multipart=False)
            self._store.settle(key)
        return key

    def get(self, key: str) -> bytes:
        """The bytes under `key`; raises `BlobMissingError`."""
        try:
            with self._store.told():
                return bytes(obstore.get(self._store.objects, key).bytes())
        except FileNotFoundError as error:
            raise BlobMissingError(f"no bytes are kept under {key}") from error

    def has(self, key: str) -> bool:
        """Whether bytes are kept under `key`."""
        try:
            with self._store.told():
                obstore.head(self._store.objects, key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Forgets the bytes under `key`, if there are any."""
        try:
            with self._store.told():
                obstore.delete(self._store.objects, key)
        except FileNotFoundError:
            return

    def older_than(self, before: datetime) -> Iterator[list[str]]:
        """The keys of all bytes that were kept before a moment, some hundreds at a time."""
        with self._store.told():
            for found in obstore.list(self._store.objects, chunk_size=500):
                yield [one["path"] for one in found if one["last_modified"] < before]

    def each(self) -> Iterator[str]:
        """All keys."""
        with self._store.told():
            for found in obstore.list(self._store.objects, chunk_size=500):
                yield from (one["path"] for one in found)

    def check(self) -> None:
        """Raises an `OSError` or `ValueError` where nothing can be written."""
        self.delete(self.put(secrets.token_bytes(16)))


def key_of(data: bytes) -> str:
    """Under which key bytes are kept."""
    digest = hashlib.sha256(data).hexdigest()
    return f"{digest[:2]}/{digest}"


@cache
def blobs() -> Blobs:
    """The blobs of this service."""
    chosen = settings.HARIMI
    return Blobs(opened(chosen.store_place, chosen.store_keys))
