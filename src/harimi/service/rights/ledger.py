"""The ledger: who was erased, who left and who stayed after all, as tokens alone, in a second place.

That somebody is erased stands there before anything is deleted. A database that was restored from an older backup still has
its subjects, and finds them here by their tokens.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from harimi.service.platform.appending import append_line, whole_lines
from harimi.service.privacy.keys import ring

What = Literal["erased", "ended", "resumed"]


class LedgerError(OSError):
    """The ledger cannot be read or written; the message says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """Whoever the token stands for was erased, left (an account closed, a contract ended) or stays after all, at a moment."""

    at: datetime
    token: str
    what: What

    def same(self) -> tuple[object, ...]:
        """What need not be told twice: an erasure at any time, all else of one moment."""
        return (self.what, self.token) if self.what == "erased" else (self.what, self.token, self.at)


def token_of(subject: UUID) -> str:
    """What stands for a subject in the ledger, hexadecimal: it is found by whoever has the subject's id and the key ring."""
    return hmac.new(ring().index, b"erasure\0" + subject.bytes, hashlib.sha256).hexdigest()


def tell(subject: UUID) -> None:
    """That the subject is erased stands in the second place when this returns. Raises `LedgerError`."""
    take_over(erasures([token_of(subject)]))


def erasures(tokens: Iterable[str]) -> list[Line]:
    """Lines which say that they were erased, as is known now."""
    now = timezone.now()
    return [Line(now, token, "erased") for token in tokens]


def take_over(told: Iterable[Line]) -> None:
    """What somebody else knows stands in this machine's second place, too. Raises `LedgerError`."""
    known = {line.same() for line in lines()}
    for line in sorted({line.same(): line for line in told}.values()):
        if line.same() not in known:
            _add(line)


def _add(line: Line) -> None:
    path = ledger_file()
    try:
        append_line(path, {line.what: line.token, "at": line.at.isoformat()})
    except OSError as error:
        raise LedgerError(f"{path} cannot be written ({error}); nothing is erased before it can") from error


def tokens() -> set[str]:
    """Whoever was erased. Raises `LedgerError`."""
    return erased(lines())


def erased(told: Iterable[Line]) -> set[str]:
    """The tokens of whoever was erased, by these lines."""
    return {line.token for line in told if line.what == "erased"}


def last_words() -> dict[str, Line]:
    """The latest line of each who left or stayed, by token; whoever was erased is left out. Raises `LedgerError`."""
    told = lines()
    gone = erased(told)
    return {line.token: line for line in sorted(told) if line.token not in gone}


def lines() -> list[Line]:
    """All that stands in the second place. Raises `LedgerError`."""
    path = ledger_file()
    if settings.HARIMI.erasure_ledger_file is not None and not path.parent.is_dir():
        raise LedgerError(f"{path.parent} is not there; nothing is served before it is: mount it, or make it where it is new")
    try:
        return told_in(path.read_text(encoding="ascii")) if path.exists() else []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"{path} cannot be read ({error}); nothing is served before it can: restore it") from error


def told_in(text: str) -> list[Line]:
    """A ledger's lines, but for those that a power cut tore off. A `ValueError`, `KeyError` or `TypeError` for what is none."""
    return [_line(one) for one in whole_lines(text)]


def _line(told: Any) -> Line:
    what: What = "ended" if "ended" in told else "resumed" if "resumed" in told else "erased"
    return Line(datetime.fromisoformat(told["at"]), told[what], what)


def ledger_file() -> Path:
    """Where it lies, one line each; best on another machine's disk."""
    return Path(settings.HARIMI.erasure_ledger_path)
