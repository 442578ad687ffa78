"""What stands for a picture becomes its reading, and what the reading carries from those before it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from harimi.service.meters.models import Register
from harimi.service.meters.values import scaled
from harimi.service.readings import sight
from harimi.service.readings.carrying import Carrier, last_trusted
from harimi.service.readings.models import TRUSTED, Attempt, Reading, State
from harimi.service.readings.stretch import AGAIN, Stretch
from harimi.service.readings.writing import Said, carry, remove, write
from harimi.vision.decode.settle import Settled

_STATES = {
    "published": State.ESTIMATED,
    "confirmed": State.CONFIRMED,
    "corrected": State.CORRECTED,
    "rejected": State.REJECTED,
    "unreadable": State.UNREADABLE,
}


@dataclass
class Decider:
    """Writes the readings of a stretch in order of time, each in a transaction that `hold`s the right to do so."""

    register: Register
    hold: Callable[[], None]
    _last: Reading | None = field(default=None, init=False)
    _known: dict[datetime, Reading] = field(default_factory=dict, init=False)
    _told: list[Reading] = field(default_factory=list, init=False)
    _carrier: Carrier = field(init=False)

    def __post_init__(self) -> None:
        self._carrier = Carrier(self.register)

    def decide(self, pictures: Stretch) -> list[bool]:
        """Which of the pictures from `pictures.start` on changed their reading, or are new.

        The last ones of a stretch that goes on are left to the next one, where those that follow them are heard too. Readings
        without a picture, which people told, take their turn between them.
        """
        end = len(pictures.attempts) - (0 if pictures.last else AGAIN)
        todo = list(zip(pictures.attempts, pictures.settled, strict=True))[pictures.start : end]
        since = min(todo[0][0].taken_at, pictures.since) if todo else pictures.since
        self._last = last_trusted(self.register, since)
        self._remember(since, todo[-1][0].taken_at if todo else since, pictures)
        changed = [self._turn(attempt, settled) for attempt, settled in todo]
        self._follow_told(None)
        return changed

    def _remember(self, since: datetime, until: datetime, pictures: Stretch) -> None:
        """The readings there are; those without a picture also behind the last one, where nothing follows it."""
        rows = Reading.objects.filter(register=self.register, at__gte=since)
        self._known = {one.at: one for one in rows.filter(at__lte=until)}
        taken = {attempt.taken_at for attempt in pictures.attempts}
        told = rows.filter(attempt=None) if pictures.last else rows.filter(attempt=None, at__lte=until)
        self._told = [one for one in told.order_by("at") if one.at not in taken]

    def _turn(self, attempt: Attempt, settled: Settled) -> bool:
        moved = self._follow_told(attempt.taken_at)
        return self._decide(attempt, settled) or moved or not attempt.settled

    def _follow_told(self, until: datetime | None) -> bool:
        """Readings that people told before a moment carry what those before them say; whether one changed."""
        moved = False
        while self._told and (until is None or self._told[0].at < until):
            one = self._told.pop(0)
            before = self._carrier.carried(self._last, one.value, one.at)
            if one.value is not None and one.carried != before:
                with transaction.atomic():
                    self.hold()
                    moved |= carry(self.register, one, before)
                one.carried = before
            self._follow(one)
        return moved

    def _decide(self, attempt: Attempt, settled: Settled) -> bool:
        now = self._known.get(attempt.taken_at)
        if now is not None and (now.by_person or _of_another_picture(now, attempt)):
            return self._settled_already(attempt, now, breaks=settled.breaks)
        guess = None if settled.value is None else scaled(settled.value, self.register.decimals)
        said = self._said(attempt, settled, guess)
        if not _outdated(attempt, settled, guess) and _stands(now, said):
            self._follow(now)
            return False
        with transaction.atomic():
            self.hold()
            told = Reading.objects.filter(register=self.register, at=attempt.taken_at, by_person=True).first()
            if told is not None:
                return self._settled_already(attempt, told, breaks=settled.breaks)
            _kept(attempt, settled, guess)
            if said is None:
                changed = remove(self.register, now, why="uncertain")
            else:
                changed = write(self.register, attempt.taken_at, said, why=_why(settled))
        if said is None:
            self._known.pop(attempt.taken_at, None)
        else:
            self._known[attempt.taken_at] = Reading(register=self.register, at=attempt.taken_at, **said.__dict__)
        self._follow(self._known.get(attempt.taken_at))
        return changed

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

    def _settled_already(self, attempt: Attempt, now: Reading, *, breaks: bool) -> bool:
        """A person's word stands, and so does the first of two pictures of one moment; only what it carries may change."""
        with transaction.atomic():
            self.hold()
            Attempt.objects.filter(pk=attempt.pk).update(settled=True, **({"verdict": "published"} if now.by_person else {}))
            before = self._carrier.carried(self._last, now.value, now.at, breaks=breaks)
            changed = carry(self.register, now, before)
        now.carried = before
        self._follow(now)
        return changed

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


def _kept(attempt: Attempt, settled: Settled, guess: int | None) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        settled=True,
        verdict=_verdict(settled),
        guess=guess,
        confidence=settled.confidence,
        doubts=sight.reasons(settled.reasons),
    )
