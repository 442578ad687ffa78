"""What was read on trial beside what stands, and beside what people said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.models import Attempt, Reading, Reread, Trial

AT_A_TIME = 1000
DIFFERENT = ("other", "gained", "lost")


@dataclass(frozen=True, slots=True)
class Pair:
    """One picture: the likeliest value of the attempt that stands and of the trial, scaled, each with its probability."""

    trial: Trial
    was: int | None
    was_sure: float
    now: int | None
    now_sure: float
    person: int | None

    @property
    def number(self) -> int:
        """By which the next ones are asked for."""
        return self.trial.pk

    @property
    def register(self) -> Register:
        """What it shows."""
        return self.trial.register

    @property
    def at(self) -> datetime:
        """When it was taken."""
        return self.trial.taken_at

    @property
    def outcome(self) -> str:
        """`same`, `other`, `gained` (a value where there was none), `lost`, or `neither`."""
        if self.was is None or self.now is None:
            return "neither" if self.was == self.now else "gained" if self.was is None else "lost"
        return "same" if self.was == self.now else "other"

    def told(self) -> tuple[str, ...]:
        """Register, moment, the values as other programs read them, empty where there is none, and what a person said."""
        decimals = self.register.decimals
        was, now, person = ("" if one is None else str(plain(one, decimals)) for one in (self.was, self.now, self.person))
        return str(self.register.pk), self.at.isoformat(), was, f"{self.was_sure:.3f}", now, f"{self.now_sure:.3f}", person


@dataclass(slots=True)
class Comparison:
    """How many pictures came out how; of those of which a person said the value, how often it is the likeliest one."""

    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("same", "other", "gained", "lost", "neither"), 0))
    told: int = 0
    right_before: int = 0
    right_now: int = 0

    def add(self, pair: Pair) -> None:
        """Counts one."""
        self.outcomes[pair.outcome] += 1
        if pair.person is not None:
            self.told += 1
            self.right_before += pair.was == pair.person
            self.right_now += pair.now == pair.person


def compared(row: Reread, each: Callable[[Pair], object] = lambda _: None, most: int | None = None) -> Comparison:
    """Of all that were read by now, or of the first so many; `each` sees every pair."""
    found = Comparison()
    for pair in islice(pairs(row), most):
        found.add(pair)
        each(pair)
    return found


def differing(row: Reread, after: int, most: int) -> list[Pair]:
    """The next pictures whose value is another, was none or is none now, listed after a trial; at most so many."""
    return list(islice((pair for pair in pairs(row, after) if pair.outcome in DIFFERENT), most))


def pairs(row: Reread, after: int = 0) -> Iterator[Pair]:
    """Each picture that was read by now, in the order of listing, after a trial."""
    last = after
    while True:
        part = list(
            row.trials.filter(pk__gt=last, read_at__isnull=False)
            .select_related("register__meter__site", "cut")
            .order_by("pk")[:AT_A_TIME]
        )
        if not part:
            return
        yield from _paired(part)
        last = part[-1].pk


def _paired(part: list[Trial]) -> Iterator[Pair]:
    attempts = Attempt.objects.filter(cut__in=[one.cut_id for one in part]).only("cut_id", "register_id", "alternatives")
    standing = {(one.cut_id, one.register_id): one.alternatives for one in attempts}
    moments = {one.taken_at for one in part}
    words = Reading.objects.filter(register__in={one.register_id for one in part}, at__in=moments, by_person=True)
    told = {(register, at): value for register, at, value in words.values_list("register_id", "at", "value")}
    for one in part:
        was, was_sure = _likeliest(standing.get((one.cut_id, one.register_id), []))
        now, now_sure = _likeliest(one.alternatives)
        yield Pair(one, was, was_sure, now, now_sure, told.get((one.register_id, one.taken_at)))


def _likeliest(alternatives: list[list[float]]) -> tuple[int | None, float]:
    return (int(alternatives[0][0]), alternatives[0][1]) if alternatives else (None, 0.0)
