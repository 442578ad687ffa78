"""What the other side made of a message."""

from dataclasses import dataclass
from enum import StrEnum, auto

from harimi.service.egress.web.sending import Answer


class Outcome(StrEnum):
    """`TAKEN` and `REFUSED` settle a message. `BROKEN` is the channel's fault, and nothing goes before somebody mended it."""

    TAKEN = auto()
    REFUSED = auto()
    BROKEN = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """`code` is a text `channel.answer.<code>`, `status` what HTTP says, `after` the seconds that were asked for."""

    outcome: Outcome
    code: str
    status: int = 0
    after: float | None = None

    @property
    def unknown(self) -> bool:
        """Whether it may have been taken although nobody said so."""
        return self.code == UNANSWERED


UNANSWERED = "unanswered"
_BROKEN = {401: "unauthorized", 403: "unauthorized", 404: "not_found", 405: "not_found", 410: "gone"}
_LATER = {408: "busy", 409: "busy", 423: "busy", 425: "busy", 429: "busy"}


def read(answer: Answer) -> Heard:
    """As HTTP has it; nobody is followed to another address."""
    status, after = answer.status, answer.retry_after
    if answer.taken:
        return Heard(Outcome.TAKEN, "taken", status)
    if status in _LATER:
        return Heard(Outcome.LATER, _LATER[status], status, after)
    if status >= 500:
        return Heard(Outcome.LATER, "down", status, after)
    if status < 400:
        return Heard(Outcome.BROKEN, "moved", status)
    if status in _BROKEN:
        return Heard(Outcome.BROKEN, _BROKEN[status], status)
    return Heard(Outcome.REFUSED, "not_understood", status)
