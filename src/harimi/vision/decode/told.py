"""What a picture may show when its camera also said what it read itself."""

from decimal import Decimal

from harimi.vision.decode.timeline import DOUBT
from harimi.vision.observation import Alternative

TRUST = 0.905
"""How far a camera's own word is believed: alone it is just published, and a reader that is surer outvotes it."""


def with_told(rivals: tuple[Alternative, ...], told: Decimal, step: Decimal) -> tuple[Alternative, ...]:
    """The reader's rivals and the camera's value `told`, which is exact to one `step`, together; most probable first.

    What both say gains. They look at the same picture and may err alike, so that two who agree are never taken for two who
    know nothing of each other: an error of one is as likely the other's.
    """
    if not rivals:
        return (Alternative(told, TRUST),)
    agreeing = _agreeing(rivals, told, step)
    missed = max(DOUBT, 1 - sum(one.probability for one in rivals))
    weights = {one.value: one.probability * (TRUST if one.value in agreeing else 1 - TRUST) for one in rivals}
    if not agreeing:
        weights[told] = missed * TRUST
    whole = sum(weights.values()) + missed * (1 - TRUST)
    found = (Alternative(value, weight / whole) for value, weight in weights.items())
    return tuple(sorted(found, key=lambda one: -one.probability))


def _agreeing(rivals: tuple[Alternative, ...], told: Decimal, step: Decimal) -> set[Decimal]:
    """Those that are the same value: finer ones, else those a step beside it, as where a wheel rolls."""
    same = {one.value for one in rivals if abs(one.value - told) < step}
    return same or {one.value for one in rivals if abs(one.value - told) == step}
