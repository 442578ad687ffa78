"""Days as banks write them: by the western calendar or by Japanese eras, with six digits too."""

import re
from datetime import date
from unicodedata import normalize

_ERAS = {"H": 1988, "平成": 1988, "R": 2018, "令和": 2018}
"""The year before each era's first."""
_ERA = re.compile(r"(平成|令和|[HR])\s*(元|\d{1,2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?")
_CLOCK = re.compile(r"\s+\d{1,2}:\d{2}.*$")
_WESTERN = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?")


def day_of(typed: str, near: date) -> date:
    """A day; `near` decides what six digits mean. Raises `ValueError`."""
    text = _CLOCK.sub("", normalize("NFKC", typed).strip().upper())
    if found := _ERA.fullmatch(text):
        era, year, month, day = found.groups()
        return date(_ERAS[era] + (1 if year == "元" else int(year)), int(month), int(day))
    if found := _WESTERN.fullmatch(text):
        year, month, day = found.groups()
        return date(int(year), int(month), int(day))
    if re.fullmatch(r"\d{8}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    return six_digits(text, near)


def six_digits(text: str, near: date) -> date:
    """YYMMDD, where the year is one of Reiwa, Heisei or this century: the one that is nearest. Raises `ValueError`."""
    if not re.fullmatch(r"\d{6}", text):
        raise ValueError(text)
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    meant = [_made(before + year, month, day) for before in (2018, 1988, 2000)]
    known = [one for one in meant if one]
    if not known:
        raise ValueError(text)
    return min(known, key=lambda one: abs((one - near).days))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
