"""What an answer of the service means for a photograph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

from harimi.camera.connection import Answer
from harimi.camera.waiting import Waiting

_FOREVER = (413, 415, 422)
_STANDS = ("not_installed", "set_up_over")
"""Problems of one photograph that a person may put right: it steps aside for a while, and does not hold up the others."""
_SOON = timedelta(days=1)


class Fate(Enum):
    """The service has it; never will; not now; and not now, but perhaps the others."""

    KEPT = auto()
    REFUSED = auto()
    WAITS = auto()
    STEPS_ASIDE = auto()


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one photograph; `why` in the service's words."""

    photograph: Waiting
    fate: Fate
    status: int
    why: str


def became(one: Waiting, answer: Answer) -> Became:
    """From the answer to one photograph."""
    return Became(one, _fate(one, answer.status, answer.code, answer.json), answer.status, answer.words())


def each_became(photographs: Sequence[Waiting], answer: Answer) -> list[Became]:
    """From the answer to a batch: its outcomes are in the photographs' order."""
    outcomes = answer.json.get("outcomes")
    if answer.status != 200 or not isinstance(outcomes, list) or len(outcomes) != len(photographs):
        return [Became(photographs[0], Fate.WAITS, answer.status, answer.words())]
    return [_one_of(one, told if isinstance(told, dict) else {}) for one, told in zip(photographs, outcomes, strict=True)]


def _one_of(one: Waiting, told: Mapping[str, Any]) -> Became:
    status, code = told.get("status", 0), str(told.get("code") or "")
    status = status if isinstance(status, int) else 0
    return Became(one, _fate(one, status, code, told), status, f"{status} {code}: {told.get('detail') or ''}")


def _fate(one: Waiting, status: int, code: str, told: Mapping[str, Any]) -> Fate:
    """Success counts only with the photograph's id in it: others may answer in the service's place."""
    if status in (200, 201):
        return Fate.KEPT if told.get("id") else Fate.WAITS
    if code == "taken_in_future" and one.taken_at < datetime.now(UTC) + _SOON:
        return Fate.WAITS
    if status in _FOREVER or code == "key_reused":
        return Fate.REFUSED
    return Fate.STEPS_ASIDE if code in _STANDS else Fate.WAITS
