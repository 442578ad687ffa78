"""Card numbers in free text: nobody asked for them, so they are masked before they are kept (clause 1(1)④)."""

import re

_RUN = re.compile(r"(?<!\d)\d(?:[^\w:]{0,3}\d){12,18}(?!\d)")
"""Digits with up to three signs between them, but for those of a time of day."""
MASK = "•"


def masked(text: str) -> str:
    """The text with every run of 13 to 19 digits that could be a card's number masked but for the last four."""
    return _RUN.sub(lambda found: _mask(found[0]), text)


def tidy(typed: str) -> str:
    """What people typed as it is kept: in one line, printable, and without a card's number that slipped in."""
    return masked(" ".join("".join(sign if sign.isprintable() else " " for sign in typed).split()))


def _mask(run: str) -> str:
    digits = [int(one) for one in run if one.isdigit()]
    return MASK * 4 + "".join(map(str, digits[-4:])) if _luhn(digits) else run


def _luhn(digits: list[int]) -> bool:
    """Whether the check digit of a card's number is right."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[::-2])) % 10 == 0
