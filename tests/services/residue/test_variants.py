"""The scanner's own controls: what was left in any disguise is found, and nothing is found where nothing was left."""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.services.canaries import KANJI
from tests.services.residue.scanning import found
from tests.services.residue.variants import hashes, variants

DISGUISES: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "wide": lambda text: text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}).encode(),
    "capitals": lambda text: text.upper().encode(),
    "escaped": lambda text: json.dumps({"name": text}).encode(),
    "escaped twice": lambda text: json.dumps({"body": json.dumps({"name": text})}).encode(),
    "in an address": lambda text: quote(text).encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "Base64": lambda text: base64.b64encode(text.encode()),
    "Base64, one off": lambda text: base64.b64encode(b"x" + text.encode()),
    "Base64, two off": lambda text: base64.b64encode(b"xy" + text.encode()),
    "Base64 of addresses": lambda text: base64.urlsafe_b64encode(b"xyz" + text.encode()),
    "UTF-16": lambda text: text.encode("utf-16"),
    "Shift JIS": lambda text: text.encode("cp932"),
    "EUC": lambda text: text.replace("髙", "高").replace("﨑", "崎").encode("euc_jp"),
}


@pytest.fixture
def core() -> str:
    return uuid4().hex


@pytest.mark.parametrize("disguise", DISGUISES)
def test_what_was_left_is_found_in_every_disguise(core: str, disguise: str) -> None:
    left = b"before " + DISGUISES[disguise](f"{KANJI}{core}07") + b" after"
    patterns = {"ours": sorted(variants(core) | variants(KANJI + core))}
    assert found(patterns, [("somewhere", left), ("elsewhere", b"nothing of them")]) == {"ours": ["somewhere"]}


@pytest.mark.parametrize("make", [hashlib.md5, hashlib.sha1, hashlib.sha256])
@pytest.mark.parametrize("raw", [True, False])
def test_a_plain_hash_of_a_value_is_the_value(core: str, make: Callable[[bytes], "hashlib._Hash"], raw: bool) -> None:
    digest = make(f"{core}@example.jp".encode())
    left = digest.digest() if raw else digest.hexdigest().encode()
    assert found({"ours": sorted(hashes([f"{core}@example.jp"]))}, [("index", left)]) == {"ours": ["index"]}


def test_somebody_else_is_not_taken_for_them(core: str) -> None:
    left = f"{KANJI}{uuid4().hex} {'0' * 64}".encode()
    assert found({"ours": sorted(variants(core) | variants(KANJI + core))}, [("somewhere", left)]) == {"ours": []}
