"""How far a reread is."""

from dataclasses import dataclass

from django.db.models import Count, Q

from harimi.service.readings.models import Reread

State = Reread.State


@dataclass(frozen=True, slots=True)
class Progress:
    """Pictures that are done of all, in the step that it is in; whether workers have still something to do for it."""

    done: int
    total: int
    going_on: bool


def progress(row: Reread) -> Progress:
    """Pictures read on trial; once it was accepted, those that were taken over."""
    waits = Q(due_at__isnull=False)
    counts = row.trials.aggregate(listed=Count("pk"), waiting=Count("pk", filter=waits))
    listed, waiting = counts["listed"], counts["waiting"]
    if row.state in (State.ACCEPTING, State.ACCEPTED):
        return Progress(row.taken, row.taken + listed, row.state == State.ACCEPTING)
    going_on = row.state == State.LISTING or (row.state == State.READING and waiting > 0)
    return Progress(listed - waiting, max(listed, row.total), going_on)
