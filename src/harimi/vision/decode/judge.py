"""All displays and the history together: value, state, rivals."""

from decimal import Decimal

from harimi.vision.decode.counter import Place, decode_counter, places_of
from harimi.vision.decode.indication import decode_indication
from harimi.vision.decode.number import decode_number
from harimi.vision.decode.pointer import decode_pointer, span
from harimi.vision.decode.settle import settle
from harimi.vision.decode.verdict import Verdict, alone
from harimi.vision.face import Dial, Display, Drums, Face, Scale
from harimi.vision.history import History, Moment
from harimi.vision.indicators import Indicator
from harimi.vision.observation import Alternative, Sight

_MOST = 16


def judge(face: Face, sights: tuple[Sight, ...], history: History | None = None) -> Verdict:
    """One verdict from what every display of `face` showed (`sights` in the order of its displays)."""
    parts = _parts(tuple(zip(face.displays, sights, strict=True)))
    rivals = _sums(parts) if parts and all(parts) else ()
    if history is None or not rivals:
        return alone(rivals)
    moments = (*history.past, Moment(history.taken_at, rivals))
    return settle(moments, resolution(face, rivals[0].value), history.limits)[-1].at_once


def resolution(face: Face, value: Decimal) -> Decimal:
    """The smallest step between two values of this face, in its unit; for a gauge the tolerance of its reading.

    Where a display's decimals are only seen, `value` tells how many there are.
    """
    return min(_step(display, value) for display in face.displays)


def _step(display: Display, value: Decimal) -> Decimal:
    if isinstance(display, Dial):
        return display.weight * (Decimal(str(span(display))) / 50 if display.wraps is None else display.wraps / 10)
    if isinstance(display, Scale):
        return abs(display.weight) * Decimal(str(span(display))) / 50
    if isinstance(display, Indicator):
        return display.weight
    if display.decimals is None:
        return Decimal(1).scaleb(int(value.as_tuple().exponent))
    return display.weight * Decimal(10) ** -display.decimals


def _parts(shown: tuple[tuple[Display, Sight], ...]) -> list[tuple[Alternative, ...]]:
    """Alternatives of each group of displays that must be decoded together: geared ones are one group.

    A hand that goes round alone is a gauge: nothing is geared to it.
    """
    places: list[Place] = []
    parts: list[tuple[Alternative, ...]] = []
    for display, sight in shown:
        if isinstance(display, Drums) or (isinstance(display, Dial) and display.wraps is not None and len(shown) > 1):
            places.extend(places_of(display, sight))
        elif isinstance(display, Dial | Scale):
            parts.append(decode_pointer(display, sight))
        elif isinstance(display, Indicator):
            parts.append(decode_indication(display, sight))
        else:
            parts.append(decode_number(display, sight))
    return parts + [decode_counter(chain) for chain in _chains(places)]


def _chains(places: list[Place]) -> list[tuple[Place, ...]]:
    """Places that can be geared to each other: each is worth ten times the next. Two counters in one face are two chains."""
    chains: list[list[Place]] = []
    for place in places:
        geared = next((chain for chain in chains if chain[-1].unit == 10 * place.unit), None)
        if geared is None:
            chains.append([place])
        else:
            geared.append(place)
    return [tuple(chain) for chain in chains]


def _sums(parts: list[tuple[Alternative, ...]]) -> tuple[Alternative, ...]:
    sums = parts[0]
    for part in parts[1:]:
        totals: dict[Decimal, float] = {}
        for a in sums:
            for b in part:
                totals[a.value + b.value] = totals.get(a.value + b.value, 0.0) + a.probability * b.probability
        ranked = sorted(totals.items(), key=lambda item: -item[1])[:_MOST]
        sums = tuple(Alternative(value, probability) for value, probability in ranked)
    return sums
