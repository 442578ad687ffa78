"""What every source of photographs is."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class SourceError(RuntimeError):
    """No photograph could be had; the message says why and what to look at, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph as it came; with its time, a key and its file where the source keeps photographs itself."""

    data: bytes
    taken_at: datetime | None = None
    key: str | None = None
    file: Path | None = None


class Source(Protocol):
    """A camera of some kind."""

    comes_by_itself: bool
    """Photographs come when they come; the schedule does not ask for them."""

    def take(self) -> Shot | None:
        """A photograph; None where none came by itself. Raises `SourceError`."""
        ...

    def done(self, shot: Shot) -> None:
        """The photograph is kept durably; the source may forget it."""
        ...


class Asked:
    """What sources have in common that take a photograph when they are asked to."""

    comes_by_itself = False

    def take(self) -> Shot | None:
        """One photograph."""
        return Shot(self.photograph())

    def photograph(self) -> bytes:
        """Its bytes. Raises `SourceError`."""
        raise NotImplementedError

    def done(self, shot: Shot) -> None:
        """Nothing is left behind."""
