"""The ledger of erasures: who was erased, as tokens alone, written to a second place before anything is deleted.

A database that was restored from an older backup still has its subjects, and finds them here by their tokens.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from harimi.service.platform.appending import append_line
from harimi.service.privacy.keys import ring


class LedgerError(OSError):
    """The ledger cannot be read or written; the message says what to do."""


def token_of(subject: UUID) -> str:
    """What stands for a subject in the ledger, hexadecimal: it is found by whoever has the subject's id and the key ring."""
    return hmac.new(ring().index, b"erasure\0" + subject.bytes, hashlib.sha256).hexdigest()


def tell(subject: UUID) -> None:
    """The subject's token stands in the second place when this returns. Raises `LedgerError`."""
    take_over([token_of(subject)])


def take_over(told: Iterable[str]) -> None:
    """What the database knows of erasures stands in this machine's second place, too. Raises `LedgerError`."""
    for token in sorted(set(told) - tokens()):
        _add(token)


def _add(token: str) -> None:
    path = ledger_file()
    try:
        append_line(path, {"erased": token, "at": timezone.now().isoformat()})
    except OSError as error:
        raise LedgerError(f"{path} cannot be written ({error}); nothing is erased before it can") from error


def tokens() -> set[str]:
    """All that stand in the second place. Raises `LedgerError`."""
    path = ledger_file()
    if settings.HARIMI.erasure_ledger_file is not None and not path.parent.is_dir():
        raise LedgerError(f"{path.parent} is not there; nothing is served before it is: mount it, or make it where it is new")
    try:
        return told_in(path.read_text(encoding="ascii")) if path.exists() else set()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"{path} cannot be read ({error}); nothing is served before it can: restore it") from error


def told_in(text: str) -> set[str]:
    """The tokens in a ledger's lines; one that a power cut tore off was never relied on. A `ValueError` for what is none."""
    lines = [line for line in text.splitlines() if line]
    return {json.loads(line)["erased"] for line in lines if line.endswith("}") or not line.startswith("{")}


def ledger_file() -> Path:
    """Where erasures are told, one line each; best on another machine's disk."""
    return Path(settings.HARIMI.erasure_ledger_path)
