"""Sealed values: AES-256-GCM under a key that master keys wrap in turn, and a blind index to find them by.

A sealed text is `1.` and Base64 of nonce and ciphertext. The context it was sealed in (which row, which column) is part of what
is authenticated: a value moved to another row does not open.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, _NONCE = 32, 12
_VERSION = "1."


class SealError(ValueError):
    """A sealed value that does not open: another key, another place, or changed bytes."""


def new_key() -> bytes:
    """A fresh key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, context: str) -> str:
    """`plain` sealed under `key` for `context`; never twice the same."""
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, context.encode())).decode()


def unseal(key: bytes, sealed: str, context: str) -> bytes:
    """What was sealed. Raises `SealError`."""
    if not sealed.startswith(_VERSION):
        raise SealError("this is no sealed value of a known form")
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_VERSION))
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealError("a sealed value does not open with this key in this place") from error


def blind_index(key: bytes, text: str, context: str) -> str:
    """A keyed hash by which equal texts are found without being readable, hexadecimal, 64 characters."""
    return hmac.new(key, f"{context}\0{text}".encode(), hashlib.sha256).hexdigest()


def key_context(subject: object) -> str:
    """What a subject's data key is wrapped for."""
    return f"subject:{subject}"


def _name() -> str:
    """A master key's name; no two rings have the same one, so that a wrong ring is noticed."""
    return f"master-{secrets.token_hex(6)}"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The service's master keys by name, the newest last. `index` is the key of blind indexes, which is never rotated."""

    masters: tuple[tuple[str, bytes], ...]
    index: bytes

    @property
    def newest(self) -> str:
        """The name of the key that wraps from now on."""
        return self.masters[-1][0]

    def wrap(self, key: bytes, context: str) -> tuple[str, str]:
        """A data key wrapped by the newest master key: that one's name, and the wrapped key."""
        name, master = self.masters[-1]
        return name, seal(master, key, context)

    def unwrap(self, name: str, wrapped: str, context: str) -> bytes:
        """The data key. Raises `SealError`, too where the master key is not in the ring."""
        master = dict(self.masters).get(name)
        if master is None:
            raise SealError(f"the master key {name!r} is not in the key ring; restore it from its backup")
        return unseal(master, wrapped, context)

    def text(self) -> str:
        """The ring as it is kept in its file: a line `name key` each, the index key first."""
        named = (("index", self.index), *self.masters)
        return "".join(f"{name} {urlsafe_b64encode(key).decode()}\n" for name, key in named)

    @classmethod
    def of(cls, text: str) -> "Keyring":
        """The ring that `text` wrote. Raises `SealError` saying which line is wrong."""
        keys: dict[str, bytes] = {}
        for number, line in enumerate(text.splitlines(), 1):
            name, _, encoded = line.strip().partition(" ")
            try:
                keys[name] = urlsafe_b64decode(encoded)
            except ValueError:
                keys[name] = b""
            if not name or len(keys[name]) != KEY_BYTES:
                raise SealError(f"line {number} of the key ring is not a name and {KEY_BYTES} bytes in Base64")
        index = keys.pop("index", None)
        if index is None or not keys:
            raise SealError("a key ring holds a key named index and at least one master key")
        return cls(tuple(keys.items()), index)

    @classmethod
    def new(cls) -> "Keyring":
        """A ring with one master key."""
        return cls(((_name(), new_key()),), new_key())

    def rotated(self) -> "Keyring":
        """The ring with one master key more. Old ones stay until nothing is wrapped by them."""
        return Keyring((*self.masters, (_name(), new_key())), self.index)

    def without(self, names: set[str]) -> "Keyring":
        """The ring without the named master keys; the newest always stays."""
        kept = tuple(one for one in self.masters if one[0] not in names or one[0] == self.newest)
        return Keyring(kept, self.index)
