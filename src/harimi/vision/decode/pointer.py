"""A gauge's pointer, or the level on a straight scale, as a value with as many decimals as its scale resolves."""

from decimal import Decimal
from math import erf, floor, log10, sqrt

from harimi.vision.face import Dial, Scale
from harimi.vision.observation import Alternative, Hand, Mode, Sight

TOLERANCE = 0.02
"""Of the scale's length: a pointer read within it is right, and confidence is the probability of just that."""


def decode_pointer(display: Dial | Scale, sight: Sight) -> tuple[Alternative, ...]:
    """The values that the pointer may show; each probability is that of a truth within `TOLERANCE` of it."""
    hands = [element for element in sight.elements if isinstance(element, Hand)]
    modes = hands[0].modes if hands else ()
    reach = TOLERANCE * span(display)
    found = [Alternative(_rounded(mode.value, display) * display.weight, _within(mode.value, modes, reach)) for mode in modes]
    return tuple(sorted(found, key=lambda one: -one.probability))


def span(display: Dial | Scale) -> float:
    """Length of the scale, or once round the circle, in its own unit."""
    if isinstance(display, Dial) and display.wraps is not None:
        return float(display.wraps)
    values = [point.value for point in display.points]
    return float(max(values) - min(values))


def _within(value: float, modes: tuple[Mode, ...], reach: float) -> float:
    return sum(mode.probability * _mass(value - reach, value + reach, mode) for mode in modes)


def _mass(low: float, high: float, mode: Mode) -> float:
    width = max(mode.sigma, 1e-9) * sqrt(2)
    return 0.5 * (erf((high - mode.value) / width) - erf((low - mode.value) / width))


def _rounded(value: float, display: Dial | Scale) -> Decimal:
    decimals = max(0, -floor(log10(span(display) / 500)))
    rounded = Decimal(f"{value:.{decimals}f}") + Decimal(0)
    return rounded % display.wraps if isinstance(display, Dial) and display.wraps is not None else rounded
