"""Finds a dial of a declared range in a photograph, and reads it."""

from dataclasses import replace
from decimal import Decimal

import cv2

from harimi.vision.displays.dial import best_angle, confidence, judged
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial
from harimi.vision.find.dial_fit import sound
from harimi.vision.find.dial_locate import Found, locate, promising
from harimi.vision.find.dial_numbered import by_numerals
from harimi.vision.find.dial_own_range import by_own_range
from harimi.vision.find.dial_range_trust import unsaid
from harimi.vision.find.dial_ranges import second, value_on
from harimi.vision.find.dial_takes import Taken, dial_of, outlined, takes
from harimi.vision.find.dial_trust import trust
from harimi.vision.find.dial_views import View
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image
from harimi.vision.observation import Hand, Sight
from harimi.vision.reasons import Reason, because

SMALLEST, SLIMMEST = 24, 16
"""Pixels of the shorter side, and how many times longer the longer one may be, for a photograph to be looked at."""
PLAIN = 0.8
"""Score of the most promising candidate from which the next one is not looked at."""
REST = 0.008
"""Share of a closed scale within which its end is taken for its start."""


def find_dial(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Dials with their scale's ends, best first, each with its sight. Where no range is declared, the numerals tell it, or else
    there is nothing to say."""
    height, width = image.shape[:2]
    if min(height, width) < max(SMALLEST, max(height, width) / SLIMMEST):
        return ()
    colour = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    proposals: list[Proposal] = []
    for view in promising(colour):
        found = locate(colour, view)
        pair = pair_of(colour, view, found)
        proposal = _declared(colour, found, pair, declared.range) if declared.range else _undeclared(colour, found, pair)
        if proposal is not None:
            proposals.append(proposal)
        if proposals and proposals[0].score > PLAIN:
            break
    return tuple(sorted(proposals, key=lambda proposal: -proposal.score))


def _declared(image: Image, found: Found, pair: tuple[Taken, Taken], ends: tuple[Decimal, Decimal]) -> Proposal | None:
    """The dial with the range that was declared; None where neither points nor numerals make a scale."""
    best, other = by_numerals(image, pair, ends)
    if best.numbers is None and pair[0] is pair[1]:
        return None
    return _proposal(best, ends, trust(found, best, other))


def _undeclared(image: Image, found: Found, pair: tuple[Taken, Taken]) -> Proposal | None:
    """The dial with the likeliest range that its numerals have; None where they have none."""
    told = by_own_range(image, pair)
    if told is None:
        return None
    first = told.known[0]
    proposal = _proposal(told.best, first.ends, unsaid(found, told))
    also = second(told.numerals, first, pair[0].placed)
    said = [_said("range_read", first.ends)]
    if also is not None:
        said.append(_said("second_scale", also.ends, value=f"{value_on(also, best_angle(pair[0].reading)):.3g}"))
    return replace(proposal, sight=_with(proposal.sight, said))


def pair_of(image: Image, view: View, found: Found) -> tuple[Taken, Taken]:
    """The two ways to take the dial; where its points make no plane, its outline twice, and its numerals must do."""
    if sound(found.plane, max(image.shape[:2])):
        return takes(image, found.plane)
    only = outlined(image, view)
    return only, only


def _proposal(best: Taken, ends: tuple[Decimal, Decimal], chance: float) -> Proposal:
    display = dial_of(best.placed, ends)
    scale = curve(display)
    sight = _at_rest(judged(display, scale, best.reading), display)
    return Proposal(display, chance, _weighed(sight, chance, confidence(best.reading)))


def _said(code: str, ends: tuple[Decimal, Decimal], value: str = "") -> Reason:
    return because(code, low=f"{ends[0]:f}", high=f"{ends[1]:f}", value=value)


def _with(sight: Sight | None, reasons: list[Reason]) -> Sight | None:
    return None if sight is None else replace(sight, reasons=(*sight.reasons, *reasons))


def _at_rest(sight: Sight, display: Dial) -> Sight:
    """On a scale that closes, a hand a hair before the full circle rests at its start."""
    if display.wraps is None:
        return sight
    (hand,) = (element for element in sight.elements if isinstance(element, Hand))
    low, span = float(display.points[0].value), float(display.wraps)
    modes = [replace(mode, value=low) if mode.value > low + (1 - REST) * span else mode for mode in hand.modes]
    return replace(sight, elements=(replace(hand, modes=tuple(modes)),))


def _weighed(sight: Sight, chance: float, tip: float) -> Sight:
    """The sight with its first mode as probable as the whole find is trusted, the others by what is left.

    The find's own trust knows all that the reader's probability of the `tip` tells, so that takes its place; what a pointer
    outside the scale loses it loses still.
    """
    (hand,) = (element for element in sight.elements if isinstance(element, Hand))
    first = hand.modes[0].probability
    rest = max(1e-6, sum(mode.probability for mode in hand.modes[1:]))
    share = min(1.0, (1 - chance) * 0.5 / rest)
    sure = chance * min(1.0, first / tip) if tip > 0.5 else min(first, chance)
    modes = [replace(hand.modes[0], probability=sure)]
    modes += [replace(mode, probability=mode.probability * share) for mode in hand.modes[1:]]
    reasons = sight.reasons if chance > 0.5 else (*sight.reasons, because("scale_not_found"))
    return replace(sight, elements=(replace(hand, modes=tuple(modes)),), reasons=reasons)
