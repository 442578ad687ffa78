"""What a bank's file says, whatever its layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class StatementError(ValueError):
    """A file that cannot be taken; `code` is a text `statement.error.<code>`, `line` is where, from 1; 0 for all of it."""

    def __init__(self, code: str, line: int = 0, what: str = "") -> None:
        super().__init__(f"line {line}: {code} {what}".rstrip())
        self.code, self.line, self.what = code, line, what


@dataclass(frozen=True, slots=True)
class Credit:
    """Yen that came in on a day, and the payer as the bank writes it."""

    day: date
    yen: int
    payer: str


@dataclass(frozen=True, slots=True)
class Told:
    """All of a file. `debits` went out; `cancelled` lines take back transfers that are not in this file."""

    layout: str
    credits: Sequence[Credit]
    debits: int = 0
    cancelled: int = 0
