"""Names of payers as banks write them, brought to one form; and the reference that customers write before their name."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from harimi.service.privacy.sealed import index_of

SHORTEST, LONGEST = 6, 8
"""Digits of a reference: leading zeros may be left out, but a short number is none of ours."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー―ｰ－", "-"))
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_DIGITS = re.compile(r"(?<!\d)\d[\d-]*")
_WORDS = re.compile(r"^(振込入金|振込|フリコミ)[\s*★:・-]*")
"""What banks write before the name in their CSV."""
_NO_NAMES = {
    "",
    "ATM",
    "CD",
    "IB",
    "PE",
    "現金",
    "カ-ド",
    "振込",
    "入金",
    "ゲンキン",
    "フリコミ",
    "ニユウキン",
    "リソク",
    "利息",
}
"""What banks write where there is no payer, as `folded` has it: it leads to no customer."""


def folded(payer: str) -> str:
    """One form for all widths, dashes and sizes of kana, without spaces: banks write capitals and large kana only."""
    wide = normalize("NFKC", payer).translate(_HIRAGANA).strip()
    return re.sub(r"\s", "", _WORDS.sub("", wide).translate(_SMALL).translate(_DASHES).upper())


def references(payer: str) -> list[str]:
    """Numbers of contracts, such as "1234-5678", that a payer may have written."""
    return list(dict.fromkeys(_numbers(folded(payer))))


def name_index(payer: str) -> str:
    """The blind index of a payer's name, without numbers that may be references; empty where that is no name."""
    name = _DIGITS.sub(lambda found: "" if _number(found.group()) else found.group(), folded(payer))
    return "" if name in _NO_NAMES else index_of(name, "payers")


def _numbers(text: str) -> Iterator[str]:
    for found in _DIGITS.finditer(text):
        number = _number(found.group())
        if number:
            yield number


def _number(typed: str) -> str:
    digits = typed.replace("-", "")
    bare = digits.lstrip("0")
    if len(digits) < SHORTEST or not bare or len(bare) > LONGEST:
        return ""
    full = bare.zfill(LONGEST)
    return f"{full[:4]}-{full[4:]}"


def half_width(name: str) -> str:
    """As banks take it: half-width kana and capitals, no small kana; what has no half width stays as it is."""
    wide = normalize("NFKC", name).translate(_HIRAGANA).translate(_SMALL).translate(_DASHES).upper()
    return "".join(_HALF.get(one, one) for one in normalize("NFD", wide)).strip()


_HALF = {normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFF9E)} | {"゙": "ﾞ", "゚": "ﾟ", "　": " "}
"""Half-width kana by their usual form; voiced marks come apart."""
