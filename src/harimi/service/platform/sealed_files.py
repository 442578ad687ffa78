"""Sealed files of any size, piece by piece: AES-256-GCM under a key of the file's own.

A file begins with a mark and a salt, from which and from the subject's key its own key is derived for a context (which row).
Then come parts of `PART` bytes, the last one shorter. A part's nonce is its number and whether it is the last: parts that were
put in another order, left out, cut off at the end or taken from another file do not open.
"""

import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from harimi.service.platform.crypto import KEY_BYTES, SealError

PART = 4 * 1024 * 1024
"""Plain bytes of a part: what is in memory at once."""
_MARK, _SALT, _TAG = b"HRF1", 32, 16
_HEAD = len(_MARK) + _SALT


class Sealing:
    """Seals what is added; `add` and `end` give what is to be kept, in this order."""

    def __init__(self, key: bytes, context: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._cipher, self._head = _cipher(key, salt, context), _MARK + salt
        self._plain, self._number = bytearray(), 0

    def add(self, plain: bytes) -> list[bytes]:
        """The pieces that are whole by now; what is left may be the last one."""
        self._plain += plain
        done = []
        while len(self._plain) > PART:
            done.append(self._part(bytes(self._plain[:PART]), last=False))
            del self._plain[:PART]
        return done

    def end(self) -> bytes:
        """The last piece."""
        return self._part(bytes(self._plain), last=True)

    def _part(self, plain: bytes, *, last: bool) -> bytes:
        piece = self._head + self._cipher.encrypt(_nonce(self._number, last=last), plain, None)
        self._head, self._number = b"", self._number + 1
        return piece


def opened(key: bytes, pieces: Iterable[bytes], context: str) -> Iterator[bytes]:
    """What was sealed, part by part; `pieces` may be cut anywhere. A `SealError` at the first that is not as it was sealed.

    What came out before an error is right so far, and not all: use nothing of a file that did not end.
    """
    kept, cipher, number = bytearray(), None, 0
    for piece in pieces:
        kept += piece
        if cipher is None and len(kept) >= _HEAD:
            cipher = _opening(key, bytes(kept[:_HEAD]), context)
            del kept[:_HEAD]
        while cipher is not None and len(kept) > PART + _TAG:
            yield _plain(cipher, bytes(kept[: PART + _TAG]), _nonce(number, last=False))
            del kept[: PART + _TAG]
            number += 1
    if cipher is None:
        raise SealError("this is no sealed file")
    yield _plain(cipher, bytes(kept), _nonce(number, last=True))


def _opening(key: bytes, head: bytes, context: str) -> AESGCM:
    if not head.startswith(_MARK):
        raise SealError("this is no sealed file of a known form")
    return _cipher(key, head[len(_MARK) :], context)


def _cipher(key: bytes, salt: bytes, context: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, context.encode()).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _plain(cipher: AESGCM, part: bytes, nonce: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, part, None)
    except InvalidTag as error:
        raise SealError("a part of a sealed file is not the one that was sealed in its place") from error
