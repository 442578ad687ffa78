"""A lamp or a flag as a value: the number of its state."""

from decimal import Decimal

from harimi.vision.indicators import Indicator
from harimi.vision.observation import Alternative, Indication, Sight

LEAST = 1e-4
"""Probability below which a state is no rival."""


def decode_indication(display: Indicator, sight: Sight) -> tuple[Alternative, ...]:
    """Each state that the indicator may be in, times its weight, most probable first; none where it was not seen at all."""
    seen = [element.states for element in sight.elements if isinstance(element, Indication)]
    states = seen[0] if seen else ()
    found = [Alternative(Decimal(n) * display.weight, share) for n, share in enumerate(states) if share >= LEAST]
    return tuple(sorted(found, key=lambda one: -one.probability))
