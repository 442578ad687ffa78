"""What was decided of a stretch is written: in one transaction, with the usage that it touches and word to all others."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from harimi.service.meters.models import Register
from harimi.service.readings.deciding import Turn
from harimi.service.readings.models import Attempt, Reading
from harimi.service.readings.writing import Change, follow, put, put_carried, take_back


def apply(register: Register, turns: Sequence[Turn], hold: Callable[[], None]) -> None:
    """Writes what changes. Where a person spoke after that was decided, their word stands, and has the rest judged again."""
    due = [turn for turn in turns if turn.do != "stand" or turn.notes]
    if not due:
        return
    with transaction.atomic():
        hold()
        found = Reading.objects.filter(register=register, at__in={turn.at for turn in due})
        known = {one.at: one for one in found}
        heard = [turn for turn in due if not _overtaken(turn, known.get(turn.at))]
        changes = [change for turn in heard if (change := _apply(register, turn, known)) is not None]
        follow(register, changes)


def _overtaken(turn: Turn, now: Reading | None) -> bool:
    if now is None or not now.by_person:
        return False
    return turn.now is None or not turn.now.by_person or (turn.now.value, turn.now.state) != (now.value, now.state)


def _apply(register: Register, turn: Turn, known: dict[datetime, Reading]) -> Change | None:
    if turn.attempt is not None and turn.notes:
        Attempt.objects.filter(pk=turn.attempt.pk).update(**turn.notes)
    now = known.get(turn.at)
    if turn.do == "write" and turn.said is not None:
        known[turn.at] = Reading(register=register, at=turn.at, **turn.said.__dict__)
        return put(register, turn.at, now, turn.said, why=turn.why)
    if turn.do == "remove" and now is not None:
        del known[turn.at]
        return take_back(register, now, why=turn.why)
    return put_carried(register, now, turn.carried) if turn.do == "carry" and now is not None else None
