"""A reading in the words in which everybody outside hears of it: the API, the feed, webhooks and files say it alike."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from harimi.service.meters import states
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.models import Attempt, Reading, State
from harimi.service.readings.totals import Totals

RIVALS = 5
"""Other values that are told with one."""


class Said(BaseModel):
    """What never changes once it is made, and takes nothing that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rival(Said):
    """What the picture could show instead, and how probably."""

    value: Decimal
    probability: float


class Lamp(Said):
    """One lamp or flag of a panel: its name, the digit of its state, and what that state is called."""

    name: str
    state: int
    word: str


class Evidence(Said):
    """What a value was read from. `picture` is the number of the photograph, None where there is none any more.

    `read_by` names the reader's models with their versions, and is empty where a person or the camera itself read it; `doubts`
    are codes of what spoke against the value.
    """

    attempt: int
    picture: int | None
    face_version: int | None
    read_by: str
    rivals: tuple[Rival, ...]
    doubts: tuple[str, ...]


class Stated(Said):
    """A register's value at a moment. Decimals are exact, with all their places; times are UTC, those of the photograph.

    `value` is what the meter showed, None where nothing could be read or what was read was rejected. `total` is what a counter
    counted in all, through exchanges and roll-overs and times its multiplier: it only rises, and differences of it are what
    was used. `state` says how far it is to be believed, `confidence` how sure the reader was (0 to 1), `by_person` whether
    somebody said so, and `reason` what they said why.
    """

    register_id: UUID
    meter_id: UUID
    site_id: UUID
    at: datetime
    value: Decimal | None
    total: Decimal | None
    unit: str
    lamps: tuple[Lamp, ...]
    state: State
    confidence: float
    by_person: bool
    reason: str
    evidence: Evidence | None
    changed_at: datetime


def stated(register: Register, reading: Reading, totals: Totals | None = None) -> Stated:
    """The reading in these words. Have `register.meter`, its settings, and the reading's attempt and face at hand.

    `totals` is that of the register, where many readings are told.
    """
    value = None if reading.state == "rejected" else reading.value
    return Stated(
        register_id=register.pk,
        meter_id=register.meter_id,
        site_id=register.meter.site_id,
        at=reading.at.astimezone(UTC),
        value=None if value is None else plain(value, register.decimals),
        total=_total(register, reading, value, totals),
        unit=register.unit,
        lamps=_lamps(register, value),
        state=State(reading.state),
        confidence=round(reading.confidence, 4),
        by_person=reading.by_person,
        reason=reading.reason,
        evidence=None if reading.attempt is None else _evidence(register, reading.attempt, reading.value),
        changed_at=reading.changed_at.astimezone(UTC),
    )


def _total(register: Register, reading: Reading, value: int | None, totals: Totals | None) -> Decimal | None:
    if value is None or not register.counts_up:
        return None
    counted = (totals or Totals(register)).counted(reading.at, value + reading.carried)
    return plain(counted, register.usage_decimals)


def _lamps(register: Register, value: int | None) -> tuple[Lamp, ...]:
    if value is None or not register.is_state:
        return ()
    found = zip(register.states, states.digits(value, len(register.states)), strict=True)
    return tuple(Lamp(name=lamp[0], state=digit, word=states.state_name(lamp, digit)) for lamp, digit in found)


def _evidence(register: Register, attempt: Attempt, value: int | None) -> Evidence:
    rivals = [one for one in attempt.alternatives if one[0] != value][:RIVALS]
    return Evidence(
        attempt=attempt.pk,
        picture=attempt.cut_id,
        face_version=None if attempt.face is None else attempt.face.version,
        read_by=attempt.models_used,
        rivals=tuple(Rival(value=plain(other, register.decimals), probability=round(share, 4)) for other, share in rivals),
        doubts=tuple(dict.fromkeys(doubt["code"] for doubt in attempt.doubts)),
    )
