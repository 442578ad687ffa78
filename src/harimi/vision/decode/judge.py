"""All displays and the history together: value, state, rivals."""

from dataclasses import dataclass, replace
from decimal import Decimal

from harimi.vision.decode.counter import Place, decode_counter, places_of
from harimi.vision.decode.number import decode_number
from harimi.vision.decode.pointer import decode_pointer, span
from harimi.vision.face import Dial, Display, Drums, Face
from harimi.vision.history import History
from harimi.vision.observation import Alternative, Sight, State
from harimi.vision.reasons import Reason, because

PUBLISH = 0.9
"""The least confidence at which a value may be used without asking a person."""
GUESS = 0.2
"""Below it a guess helps nobody: the photograph is unreadable."""
OVERTURN = 0.25
"""The least probability that a value must have in the picture for the history to prefer it to a more probable one."""
_MOST = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """A value with its state, rivals (the value itself first) and the reasons that the decision adds."""

    value: Decimal | None
    state: State
    confidence: float
    alternatives: tuple[Alternative, ...]
    reasons: tuple[Reason, ...] = ()


def judge(face: Face, sights: tuple[Sight, ...], history: History | None = None) -> Verdict:
    """One verdict from what every display of `face` showed (`sights` in the order of its displays)."""
    parts = _parts(tuple(zip(face.displays, sights, strict=True)))
    if not parts or not all(parts):
        return Verdict(None, "unreadable", 0.0, ())
    return reconsidered(face, _sums(parts), history)


def reconsidered(face: Face, rivals: tuple[Alternative, ...], history: History | None) -> Verdict:
    """The verdict on values that a photograph of `face` may show, most probable first, in the light of `history`.

    Pure and quick: what was seen is kept, and judged again when another reading before it changes.
    """
    return _with_history(rivals, history, resolution(face, rivals[0].value))


def resolution(face: Face, value: Decimal) -> Decimal:
    """The smallest step between two values of this face, in its unit; for a gauge the tolerance of its reading.

    Where a display's decimals are only seen, `value` tells how many there are.
    """
    return min(_step(display, value) for display in face.displays)


def _step(display: Display, value: Decimal) -> Decimal:
    if isinstance(display, Dial):
        return display.weight * (Decimal(str(span(display))) / 50 if display.wraps is None else display.wraps / 10)
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
        elif isinstance(display, Dial):
            parts.append(decode_pointer(display, sight))
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


def _with_history(rivals: tuple[Alternative, ...], history: History | None, step: Decimal) -> Verdict:
    if history is None or history.last is None:
        return _verdict(rivals)
    slack = 2 * step
    faults = [history.fault(rival.value, slack) for rival in rivals]
    possible = tuple(rival for rival, fault in zip(rivals, faults, strict=True) if fault is None)
    if faults[0] is None or _decides(possible):
        return _told(_verdict(rivals), _verdict(_reweighed(rivals, possible)))
    doubt = because(faults[0], last=history.last.value)
    return Verdict(rivals[0].value, "uncertain", rivals[0].probability, rivals, (doubt,))


def _decides(possible: tuple[Alternative, ...]) -> bool:
    """History may choose between rivals that the picture allows; it may not conjure up a value that hardly anybody saw.

    The last reading may itself have been wrong: against a clear picture it asks a person, or one error would beget the next.
    """
    return bool(possible) and possible[0].probability >= OVERTURN


def _told(seen: Verdict, heard: Verdict) -> Verdict:
    """What was heard, with the reason where it is another value than was seen, or only now sure."""
    decided = (heard.value, heard.state) != (seen.value, seen.state)
    return replace(heard, reasons=(because("history_decided"),)) if decided else heard


def _reweighed(rivals: tuple[Alternative, ...], possible: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """The possible ones share what the impossible ones lose; what was "somewhere else" stays so."""
    seen, left = sum(one.probability for one in rivals), sum(one.probability for one in possible)
    factor = min(1.0, seen) / left if left else 1.0
    return tuple(replace(one, probability=min(1.0, one.probability * factor)) for one in possible)


def _verdict(rivals: tuple[Alternative, ...]) -> Verdict:
    best = rivals[0]
    if best.probability >= PUBLISH:
        return Verdict(best.value, "published", best.probability, rivals)
    if best.probability >= GUESS:
        return Verdict(best.value, "uncertain", best.probability, rivals)
    return Verdict(None, "unreadable", best.probability, rivals)
