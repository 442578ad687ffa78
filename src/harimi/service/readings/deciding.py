"""What stands for a picture becomes its reading, and what the reading carries from those before it. Nothing is written here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from harimi.service.meters.models import Register
from harimi.service.meters.values import scaled
from harimi.service.readings import sight
from harimi.service.readings.carrying import Carrier, last_trusted
from harimi.service.readings.models import TRUSTED, Attempt, Reading, State
from harimi.service.readings.stretch import AGAIN, Stretch
from harimi.service.readings.writing import Said, same
from harimi.vision.decode.settle import Settled

_STATES = {
    "published": State.ESTIMATED,
    "confirmed": State.CONFIRMED,
    "corrected": State.CORRECTED,
    "rejected": State.REJECTED,
    "unreadable": State.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of a moment: its reading stands, says something else (`said`), is taken back, or only carries another count.

    `now` is the reading that there was when this was decided, `notes` what is kept with its picture. `new` where the reading
    changes, or the picture had not been decided yet.
    """

    at: datetime
    do: Literal["stand", "write", "remove", "carry"]
    now: Reading | None = None
    said: Said | None = None
    carried: int = 0
    why: str = ""
    attempt: Attempt | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)
    new: bool = False


class Decider:
    """Decides the readings of a register, stretch by stretch in order of time."""

    def __init__(self, register: Register) -> None:
        self._register, self._carrier = register, Carrier(register)
        self._last: Reading | None = None
        self._known: dict[datetime, Reading] = {}
        self._told: list[Reading] = []

    def decide(self, pictures: Stretch) -> list[Turn]:
        """What comes of the pictures from `pictures.start` on, and of readings without a picture, which people told, between.

        The last ones of a stretch that goes on are left to the next one, where those that follow them are heard too.
        """
        end = len(pictures.attempts) - (0 if pictures.last else AGAIN)
        todo = list(zip(pictures.attempts[pictures.start :], pictures.settled, strict=True))[: end - pictures.start]
        since = min(todo[0][0].taken_at, pictures.since) if todo else pictures.since
        self._remember(since, todo[-1][0].taken_at if todo else since, pictures)
        turns = [turn for attempt, settled in todo for turn in self._turns(attempt, settled)]
        return [*turns, *self._follow_told(None)]

    def _remember(self, since: datetime, until: datetime, pictures: Stretch) -> None:
        """The readings there are; those without a picture also behind the last one, where nothing follows it."""
        before = [one for one in pictures.readings if one.at < since and one.state in TRUSTED and one.value is not None]
        self._last = before[-1] if before else last_trusted(self._register, since)
        rows = [one for one in pictures.readings if one.at >= since]
        self._known = {one.at: one for one in rows if one.at <= until}
        taken = {attempt.taken_at for attempt in pictures.attempts}
        told = [one for one in rows if one.attempt_id is None and one.at not in taken]
        self._told = told if pictures.last else [one for one in told if one.at <= until]

    def _turns(self, attempt: Attempt, settled: Settled) -> Iterator[Turn]:
        yield from self._follow_told(attempt.taken_at)
        turn = self._turn(attempt, settled)
        if turn.do == "write" and turn.said is not None:
            self._known[turn.at] = Reading(register=self._register, at=turn.at, **turn.said.__dict__)
        elif turn.do == "remove":
            del self._known[turn.at]
        self._follow(self._known.get(turn.at))
        yield turn

    def _follow_told(self, until: datetime | None) -> Iterator[Turn]:
        """Readings that people told before a moment carry what those before them say."""
        while self._told and (until is None or self._told[0].at < until):
            now = self._told.pop(0)
            turn = self._carries(now, breaks=False) if now.value is not None else None
            if turn is not None:
                yield turn
            self._follow(now)

    def _carries(self, now: Reading, *, breaks: bool) -> Turn | None:
        """A reading that itself stands carries something else; None where it does not."""
        before = self._carrier.carried(self._last, now.value, now.at, breaks=breaks)
        if now.value is None or now.carried == before:
            return None
        now.carried = before
        return Turn(now.at, "carry", now, carried=before, new=True)

    def _turn(self, attempt: Attempt, settled: Settled) -> Turn:
        now = self._known.get(attempt.taken_at)
        if now is not None and (now.by_person or _of_another_picture(now, attempt)):
            return self._settled_already(attempt, now, breaks=settled.breaks)
        guess = None if settled.value is None else scaled(settled.value, self._register.decimals)
        said = self._said(attempt, settled, guess)
        if not _outdated(attempt, settled, guess) and _stands(now, said):
            return Turn(attempt.taken_at, "stand")
        turn = Turn(
            attempt.taken_at, "stand", now, said, attempt=attempt, notes=_notes(settled, guess), new=not attempt.settled
        )
        if said is None:
            return turn if now is None else replace(turn, do="remove", why="uncertain", new=True)
        return turn if now is not None and same(now, said) else replace(turn, do="write", why=_why(settled), new=True)

    def _said(self, attempt: Attempt, settled: Settled, guess: int | None) -> Said | None:
        """What the reading is to say; None where a person is asked first.

        A value that was published and is doubted now stays until others have settled that it was wrong.
        """
        state, value = settled.state, guess if settled.state != "unreadable" else None
        if state == "uncertain":
            if settled.at_once.state != "published" or settled.at_once.value != settled.value:
                return None
            state = "published"
        before = self._carrier.carried(self._last, value, attempt.taken_at, breaks=settled.breaks)
        return Said(value, before, _STATES[state], settled.confidence, attempt)

    def _settled_already(self, attempt: Attempt, now: Reading, *, breaks: bool) -> Turn:
        """A person's word stands, and so does the first of two pictures of one moment; only what it carries may change."""
        turn = self._carries(now, breaks=breaks) or Turn(now.at, "stand", now)
        verdict = {"verdict": "published"} if now.by_person else {}
        noted = attempt.settled and all(getattr(attempt, name) == held for name, held in verdict.items())
        return replace(
            turn, attempt=attempt, notes={} if noted else {"settled": True, **verdict}, new=turn.new or not attempt.settled
        )

    def _follow(self, reading: Reading | None) -> None:
        if reading is not None and reading.value is not None and reading.state in TRUSTED:
            self._last = reading


def _of_another_picture(reading: Reading, attempt: Attempt) -> bool:
    """Two cameras may look at the same meter in the same moment: the first picture that shows anything makes the reading."""
    if reading.attempt_id is None or reading.value is None or reading.attempt_id == attempt.pk:
        return False
    return reading.attempt_id < attempt.pk or not attempt.alternatives


def _why(settled: Settled) -> str:
    return "read" if settled.state in ("published", "unreadable") else "later photographs"


def _verdict(settled: Settled) -> str:
    """Whether a person is asked: what was taken back needs one, what is settled does not."""
    if settled.state == "unreadable":
        return "unreadable"
    return "uncertain" if settled.state in ("uncertain", "rejected") else "published"


def _outdated(attempt: Attempt, settled: Settled, guess: int | None) -> bool:
    return not attempt.settled or (attempt.verdict, attempt.guess) != (_verdict(settled), guess)


def _stands(now: Reading | None, said: Said | None) -> bool:
    if now is None or said is None:
        return now is None and said is None
    return (now.value, now.carried, now.state) == (said.value, said.carried, said.state)


def _notes(settled: Settled, guess: int | None) -> dict[str, Any]:
    return {
        "settled": True,
        "verdict": _verdict(settled),
        "guess": guess,
        "confidence": settled.confidence,
        "doubts": sight.reasons(settled.reasons),
    }
