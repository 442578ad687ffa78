"""Files laid into a customer's folder by SFTP: the address is checked and pinned, and so is the key of the server."""

import asyncio
from dataclasses import dataclass

from harimi.service.egress.ahead import asked
from harimi.service.egress.permit import NothingLeftError, leaving
from harimi.service.egress.web.destination import Destination, destination
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.third_parties.departure import Departure

SCHEMES = ("sftp",)
LASTS = 300.0
"""Seconds for all of it: a large file over a slow line."""
ASKED = 10.0
"""Seconds for asking a server for its key, and for being connected to it."""


class LoginError(NothingLeftError):
    """The server does not let us in."""


class HostKeyError(NothingLeftError):
    """The server's key is another one than when it was set up: it may be somebody else."""


class NotWrittenError(Exception):
    """The server is there, and does not let the file be written: no such folder, no right, no room."""


@dataclass(frozen=True, slots=True)
class Place:
    """A server and who we are there; `host_key` as OpenSSH writes public keys."""

    url: str
    user: str
    password: str
    host_key: str


def key_of(url: str) -> str:
    """The public key by which a server is known now. Raises `AddressError` and `UnreachedError`; nothing of anybody leaves."""
    to = destination(url, schemes=SCHEMES)
    return asked(("key", to.ip, to.port), lambda: _key_of(to))


def _key_of(to: Destination) -> str:
    import asyncssh

    try:
        found = asyncio.run(asyncio.wait_for(asyncssh.get_server_host_key(to.ip, to.port, config=None), ASKED))
    except (OSError, asyncssh.Error, TimeoutError) as error:
        raise UnreachedError(type(error).__name__) from None
    if found is None:
        raise UnreachedError("no key")
    return found.export_public_key().decode().strip()


def fingerprint(host_key: str) -> str:
    """As people compare keys: SHA256:…"""
    import asyncssh

    return asyncssh.import_public_key(host_key).get_fingerprint()


def put(departure: Departure, place: Place, path: str, data: bytes) -> None:
    """Lays a file there, whole or not at all: under another name first.

    Raises `AddressError` and `NotPermittedError` before anything is opened, `UnreachedError`, `LoginError`, `HostKeyError`,
    `NotWrittenError` and `UnansweredError`.
    """
    to = destination(place.url, schemes=SCHEMES)
    with leaving(departure):
        asyncio.run(_within(to, place, path, data))


async def _within(to: Destination, place: Place, path: str, data: bytes) -> None:
    try:
        await asyncio.wait_for(_put(to, place, path, data), LASTS)
    except TimeoutError:
        raise UnansweredError("TimeoutError") from None


async def _put(to: Destination, place: Place, path: str, data: bytes) -> None:
    import asyncssh

    try:
        key = asyncssh.import_public_key(place.host_key)
        opened = await asyncssh.connect(
            to.ip,
            to.port,
            username=place.user,
            password=place.password,
            known_hosts=([key], [], []),
            connect_timeout=ASKED,
            client_keys=None,
            agent_path=None,
            config=None,
        )
    except asyncssh.PermissionDenied:
        raise LoginError("login") from None
    except asyncssh.HostKeyNotVerifiable:
        raise HostKeyError("host key") from None
    except (OSError, asyncssh.Error) as error:
        raise UnreachedError(type(error).__name__) from None
    async with opened:
        await _written(opened, path, data)


async def _written(opened: object, path: str, data: bytes) -> None:
    import asyncssh

    half = f"{path}.part"
    try:
        async with opened.start_sftp_client() as sftp:  # type: ignore[attr-defined]  # asyncssh is imported when it is needed
            async with sftp.open(half, "wb") as file:
                await file.write(data)
            await _named(sftp, half, path)
    except asyncssh.SFTPError as error:
        raise NotWrittenError(type(error).__name__) from None
    except (OSError, asyncssh.Error) as error:
        raise UnansweredError(type(error).__name__) from None


async def _named(sftp: object, half: str, path: str) -> None:
    """In one step where the server can, so that whoever reads the folder never sees half a file."""
    import asyncssh

    try:
        await sftp.posix_rename(half, path)  # type: ignore[attr-defined]
    except asyncssh.SFTPOpUnsupported:
        if await sftp.exists(path):  # type: ignore[attr-defined]
            await sftp.remove(path)  # type: ignore[attr-defined]
        await sftp.rename(half, path)  # type: ignore[attr-defined]
