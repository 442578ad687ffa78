"""What people are called in the record of provision. Names stand with accounts, above here, who say how they are found."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Named:
    """By what somebody is known: a name, a mail address, or both."""

    name: str = ""
    mail: str = ""


_NAMES: list[Callable[[UUID], Named | None]] = []


def named_by(told: Callable[[UUID], Named | None]) -> None:
    """A layer above knows what some subjects are called."""
    _NAMES.append(told)


def name_of(subject: UUID) -> Named:
    """What a subject is called; nothing where nobody knows."""
    return next((found for told in _NAMES if (found := told(subject)) is not None), Named())
