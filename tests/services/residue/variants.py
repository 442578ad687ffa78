"""All the ways in which a value may lie somewhere."""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import quote

_FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
_CODES = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp")
_WIDE = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}


def variants(core: str) -> set[bytes]:
    """What to look for, for a text that is part of longer ones."""
    return {found for text in _texts(core) for found in _encoded(text) if len(found) >= 8}


def hashes(values: Iterable[str]) -> set[bytes]:
    """Plain hashes of whole values and of their lower case: as good as the value to whoever guesses it."""
    found: set[bytes] = set()
    for value in values:
        for text in {value, value.lower()}:
            for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
                digest = make(text.encode()).digest()
                found |= {digest, digest.hex().encode()}
    return found


def _texts(core: str) -> Iterator[str]:
    for form in _FORMS:
        text = unicodedata.normalize(form, core)
        yield from (text, text.lower(), text.upper(), text.translate(_WIDE))


def _encoded(text: str) -> Iterator[bytes]:
    for code in _CODES:
        try:
            yield text.encode(code)
        except UnicodeEncodeError:
            continue
    raw = text.encode()
    yield json.dumps(text)[1:-1].encode()
    yield json.dumps(text)[1:-1].replace("\\", "\\\\").encode()
    yield quote(text, safe="").encode()
    yield quote(text, safe="").lower().encode()
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for shift in range(3):
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            yield _aligned(alphabet(b"\0" * shift + raw), shift)


def _aligned(encoded: bytes, shift: int) -> bytes:
    """Those characters of Base64 that depend on the value alone, whatever stands before and after it."""
    start = 4 if shift else 0
    return encoded.rstrip(b"=")[start:-2]
