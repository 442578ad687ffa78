"""The letters of accounts: the layer above, which writes all letters, says how."""

from collections.abc import Callable, Mapping
from uuid import UUID

Write = Callable[[str, str, Mapping[str, object], UUID, str], object]
"""Takes the letter's name, the address, what the template wants to know, under whose key it is kept, and the language."""
_WRITERS: list[Write] = []


def written_by(write: Write) -> None:
    """A layer above writes them from now on."""
    _WRITERS[:] = [write]


def write(name: str, to: str, context: Mapping[str, object], *, subject: UUID, language: str) -> None:
    """Has a letter sent once the transaction at hand is committed."""
    for writes in _WRITERS:
        writes(name, to, context, subject, language)
