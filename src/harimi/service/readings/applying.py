"""What was decided of several registers is written at once, with the usage that it touches and word to all others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from harimi.service.meters.models import Register
from harimi.service.readings.deciding import Turn
from harimi.service.readings.models import Attempt, Reading
from harimi.service.readings.writing import Writer, follow


def apply(decided: Mapping[Register, Sequence[Turn]]) -> None:
    """Writes what changes. Where a person spoke after that was decided, their word stands, and has the rest judged again.

    Call it inside a transaction that holds the registers' chains.
    """
    due = {register: [turn for turn in turns if turn.do != "stand" or turn.notes] for register, turns in decided.items()}
    known, writer = _known(due), Writer()
    for register, turns in due.items():
        now = known[register.pk]
        for turn in [turn for turn in turns if not _overtaken(turn, now.get(turn.at))]:
            _apply(writer, register, turn, now)
    writer.write()
    follow(writer.changes)


def _known(due: Mapping[Register, Sequence[Turn]]) -> dict[UUID, dict[datetime, Reading]]:
    """The readings of each register that there are at these moments."""
    moments = {turn.at for turns in due.values() for turn in turns}
    found: dict[UUID, dict[datetime, Reading]] = {register.pk: {} for register in due}
    for one in Reading.objects.filter(register__in=list(due), at__in=moments):
        found[one.register_id][one.at] = one
    return found


def _overtaken(turn: Turn, now: Reading | None) -> bool:
    if now is None or not now.by_person:
        return False
    return turn.now is None or not turn.now.by_person or (turn.now.value, turn.now.state) != (now.value, now.state)


def _apply(writer: Writer, register: Register, turn: Turn, known: dict[datetime, Reading]) -> None:
    if turn.attempt is not None and turn.notes:
        Attempt.objects.filter(pk=turn.attempt.pk).update(**turn.notes)
    now = known.get(turn.at)
    if turn.do == "write" and turn.said is not None:
        known[turn.at] = Reading(register=register, at=turn.at, **turn.said.__dict__)
        writer.put(register, turn.at, now, turn.said, why=turn.why)
    elif turn.do == "remove" and now is not None:
        del known[turn.at]
        writer.take_back(register, now, why=turn.why)
    elif turn.do == "carry" and now is not None:
        writer.carry(register, now, turn.carried)
