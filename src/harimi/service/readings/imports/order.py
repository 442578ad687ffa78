"""Counters only rise: which rows of a table cannot be right beside the others and what is there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from harimi.service.readings.carrying import Carrier
from harimi.service.readings.imports.lines import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """A value at a moment; without a `line` it is there already and stands."""

    at: datetime
    value: int
    line: Line | None = None

    @property
    def point(self) -> tuple[datetime, int]:
        """When, and at what."""
        return self.at, self.value


def in_order(entries: Sequence[Entry], carrier: Carrier) -> None:
    """Notes in their lines those that contradict: each next value is compared with those that still stand before it.

    What is there already stands against any row. Of two rows the one is wrong without which the next goes on from the other:
    one figure too many makes one row wrong, and not all that follow it.
    """
    standing: list[Entry] = []
    for place, entry in enumerate(entries):
        _drop_higher(standing, entry, carrier)
        if not standing or not carrier.falls(standing[-1].point, entry.value, entry.at):
            standing.append(entry)
            continue
        top, following = standing[-1], entries[place + 1] if place + 1 < len(entries) else None
        if _leapt(standing, entry, following, carrier):
            _fail(standing.pop(), "leapt", entry)
            standing.append(entry)
        elif entry.line is not None:
            _fail(entry, "fell", top)
        else:
            standing.append(entry)


def _drop_higher(standing: list[Entry], entry: Entry, carrier: Carrier) -> None:
    """A value that is there already takes down the rows before it that are higher."""
    while entry.line is None and standing and standing[-1].line is not None:
        if not carrier.falls(standing[-1].point, entry.value, entry.at):
            return
        _fail(standing.pop(), "above_later", entry)


def _leapt(standing: list[Entry], entry: Entry, following: Entry | None, carrier: Carrier) -> bool:
    """Whether the last row is the one that is wrong, since this one and the next both go on from the one before it."""
    if standing[-1].line is None or following is None:
        return False
    goes_on = len(standing) < 2 or not carrier.falls(standing[-2].point, entry.value, entry.at)
    return goes_on and carrier.falls(standing[-1].point, following.value, following.at)


def _fail(entry: Entry, code: str, other: Entry) -> None:
    if entry.line is not None:
        entry.line.fail("value", code, other=other.value, other_at=other.at)
