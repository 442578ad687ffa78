"""Under which label somebody is counted: coarse ones, so that many share each."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

_BROWSERS = (
    ("edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("samsung", re.compile(r"\bSamsungBrowser/")),
    ("opera", re.compile(r"\bOPR/")),
    ("firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("chrome", re.compile(r"\b(Chrome|CriOS)/")),
    ("safari", re.compile(r"\bSafari/")),
)
"""In this order: most browsers also call themselves by the name of another one further below."""
_DAYS = ((1, "1"), (3, "2-3"), (7, "4-7"), (14, "8-14"), (31, "15-31"))
_BATTERY = ((20, "0-20"), (50, "21-50"), (100, "51-100"))
Rows = Iterable[tuple[Any, ...]]


def browser(named: str) -> str:
    """The family of a browser by what it calls itself; `rest` for all that is none of the common ones."""
    return next((family for family, sign in _BROWSERS if sign.search(named)), "rest")


def battery(percent: int | None) -> str:
    """In which part a battery is; nothing where a camera does not say."""
    return "" if percent is None else next((label for most, label in _BATTERY if percent <= most), "51-100")


def kind_of_answer(status: int) -> str:
    """What a page answered, by HTTP status."""
    if status == 404:
        return "not_found"
    return "error" if status >= 500 else "refused" if status >= 400 else "fine"


def by_days(rows: Rows) -> Iterable[tuple[Any, str]]:
    """On how many days somebody came."""
    counted: Counter[Any] = Counter(who for who, _ in rows)
    return ((who, next(label for most, label in _DAYS if days <= most)) for who, days in counted.items())


def each_last(rows: Rows, label: Callable[[Any], str]) -> Iterable[tuple[Any, str]]:
    """Each under what was told last."""
    return ((who, label(value)) for who, value in {row[0]: row[1] for row in rows}.items())


def at_worst(rows: Rows, label: Callable[[Any], str]) -> Iterable[tuple[Any, str]]:
    """Each under the least that was told; those that told nothing under no label."""
    least: dict[Any, int | None] = {}
    for who, value in rows:
        known = least.get(who)
        least[who] = known if value is None else value if known is None else min(known, value)
    return ((who, label(value)) for who, value in least.items())
