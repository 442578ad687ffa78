"""A value with its state: what one photograph alone comes to."""

from dataclasses import dataclass
from decimal import Decimal

from harimi.vision.observation import Alternative, State
from harimi.vision.reasons import Reason

PUBLISH = 0.9
"""The least confidence at which a value may be used without asking a person."""
GUESS = 0.2
"""Below it a guess helps nobody: the photograph is unreadable."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A value with its state, rivals (the value itself first) and the reasons that the decision adds."""

    value: Decimal | None
    state: State
    confidence: float
    alternatives: tuple[Alternative, ...]
    reasons: tuple[Reason, ...] = ()


def alone(rivals: tuple[Alternative, ...]) -> Verdict:
    """What the rivals of one photograph, most probable first, come to when nothing else is known."""
    if not rivals:
        return Verdict(None, "unreadable", 0.0, ())
    best = rivals[0]
    if best.probability >= PUBLISH:
        return Verdict(best.value, "published", best.probability, rivals)
    if best.probability >= GUESS:
        return Verdict(best.value, "uncertain", best.probability, rivals)
    return Verdict(None, "unreadable", best.probability, rivals)
