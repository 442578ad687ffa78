"""Where bytes lie: a folder of this machine, or a bucket of an S3-compatible store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from obstore import exceptions
from obstore.store import LocalStore, ObjectStore, S3Store

from harimi.service.platform.store_address import address_of

_CONNECT, _ANSWER, _TRIES, _IN_ALL = timedelta(seconds=3), timedelta(seconds=20), 4, timedelta(seconds=10)
"""How long a store may take to be reached and to answer; how often and for how long a failed request is tried again."""


class StoreError(OSError):
    """The store does not answer, or not as it should."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens an S3 store."""

    key_id: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A place for bytes; `folder` where it is one of this machine."""

    name: str
    objects: ObjectStore
    folder: Path | None = None

    def settle(self, key: str) -> None:
        """What was put under `key` outlives a power cut when this returns; a bucket has said so by its answer."""
        if self.folder is None:
            return
        path = self.folder / key
        for place in (path, path.parent, path.parent.parent):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Errors of the client become a `StoreError`; a missing key stays a `FileNotFoundError`."""
        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise StoreError(f"{self.name}: there is no such bucket; make it first") from error
            raise
        except exceptions.BaseError as error:
            raise StoreError(f"{self.name}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    """What follows repeats the request."""
    return str(error).strip().partition("\n")[0][:300]


def folder(path: Path) -> Store:
    """A folder of this machine."""
    path.mkdir(parents=True, exist_ok=True)
    return Store(str(path), LocalStore(path), path)


def bucket(url: str, keys: Keys) -> Store:
    """A bucket, or what in it begins with a prefix."""
    at = address_of(url)
    objects = S3Store(
        at.bucket,
        prefix=at.prefix or None,
        region=at.region,
        access_key_id=keys.key_id,
        secret_access_key=keys.secret,
        virtual_hosted_style_request=at.style == "virtual",
        client_options={"connect_timeout": _CONNECT, "timeout": _ANSWER, "allow_http": at.endpoint.startswith("http://")},
        retry_config={"max_retries": _TRIES, "retry_timeout": _IN_ALL},
        **({"endpoint": at.endpoint} if at.endpoint else {}),  # type: ignore[arg-type]
    )
    return Store(f"the bucket {at.bucket} at {urlsplit(at.endpoint).netloc or 'AWS'}", objects)


def opened(place: str | Path, keys: Keys) -> Store:
    """The store at an address (s3://…) or in a folder."""
    return bucket(place, keys) if isinstance(place, str) and place.startswith("s3://") else folder(Path(place))
