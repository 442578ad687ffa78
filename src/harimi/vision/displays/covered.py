"""A hand that lies over a row of drums hides digits: what is under it is not to be trusted."""

from dataclasses import replace

import numpy as np

from harimi.vision.geometry import Quad
from harimi.vision.observation import Element, Hand, Sight, Wheel
from harimi.vision.reasons import because

TIP, TAIL = 1.1, -0.4
"""From where to where along its axis a hand may cover something; 0 is its pivot, 1 the tip that was read."""
BREADTH = 0.2
"""How near to a hand's axis the middle of a digit may lie untouched, in its own width more than half."""
HIDDEN = 0.15
"""How legible a covered digit is still taken to be."""


def uncovered(sights: tuple[Sight, ...]) -> tuple[Sight, ...]:
    """The sights, with the digits of drums that a hand of the same meter passes over marked as hardly legible."""
    hands = [element for sight in sights for element in sight.elements if isinstance(element, Hand)]
    return tuple(_marked(sight, hands) for sight in sights) if hands else sights


def _marked(sight: Sight, hands: list[Hand]) -> Sight:
    hidden = [n for n, element in enumerate(sight.elements) if any(_under(element, hand) for hand in hands)]
    if not hidden:
        return sight
    elements = tuple(_hardly_legible(element) if n in hidden else element for n, element in enumerate(sight.elements))
    return replace(sight, elements=elements, reasons=(*sight.reasons, *(because("illegible", "digit", n + 1) for n in hidden)))


def _hardly_legible(element: Element) -> Element:
    return replace(element, legible=min(element.legible, HIDDEN)) if isinstance(element, Wheel) else element


def _under(element: Element, hand: Hand) -> bool:
    """Whether the hand passes over a wheel."""
    if not isinstance(element, Wheel):
        return False
    pivot, axis = np.array(hand.pivot), np.array(hand.tip) - hand.pivot
    middle = np.array(element.outline).mean(0)
    along = float(np.clip((middle - pivot) @ axis / max(float(axis @ axis), 1e-6), TAIL, TIP))
    off = middle - pivot - along * axis
    half = _half_extent(element.outline, off)
    return bool(np.hypot(*off) < half * (1 + 2 * BREADTH))


def _half_extent(outline: Quad, way: np.ndarray) -> float:
    """How far a wheel reaches from its middle towards `way`, pixels."""
    long = float(np.hypot(*way))
    if long < 1e-6:
        return 1.0
    corners = np.array(outline)
    return float(((corners - corners.mean(0)) @ (way / long)).max())
