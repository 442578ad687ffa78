"""The history of lamps and flags as bands, one below the other, and how long each of them was lit."""

from collections.abc import Sequence
from datetime import timedelta

from harimi.service.meters.models import Register
from harimi.service.meters.states import colours_of, digits, lamp_at
from harimi.service.pages.charts import BOTTOM, HEIGHT, TOP, Chart, Mark, times_of, x_of
from harimi.service.pages.spans import Span
from harimi.service.pages.ticks import Tick
from harimi.service.pages.used import Figure
from harimi.service.readings.spells import Spell

NARROW = 0.3
"""Width of a band that is still drawn; of a lamp that blinks for a year there is a band where it was lit longest."""
LONGEST = 9
"""Letters of a name that fit beside its band."""
FIGURES = 6


def bands(found: Sequence[Spell], register: Register, span: Span) -> Chart | None:
    """When which lamp was lit, or in which of its states that are not the first."""
    if not found:
        return None
    names, tall = register.states, (HEIGHT - TOP - BOTTOM) / len(register.states)
    rows = [TOP + tall * n for n in range(len(names))]
    marks = tuple(
        Mark(x, y + 0.15 * tall, wide, 0.7 * tall, f"{_when(spell, span)}  {lamp_at(lamp, state)}", _class(lamp, state))
        for n, (lamp, y) in enumerate(zip(names, rows, strict=True))
        for spell, state in _joined(found, n, len(names))
        for x, wide in [_place(spell, span)]
        if state and wide >= NARROW
    )
    up = tuple(Tick(y + tall / 2, _short(lamp[0])) for lamp, y in zip(names, rows, strict=True))
    return Chart("", "", marks, (), (), times_of(span), up)


def lit(found: Sequence[Spell], register: Register) -> list[Figure]:
    """For how much of the time that is known each lamp was lit, or in each of its states but the first."""
    known = sum((spell.end - spell.start for spell in found), timedelta(0))
    if not known:
        return []
    told = []
    for n, lamp in enumerate(register.states):
        for state in range(1, max(2, len(lamp) - 1)):
            there = sum(
                (one.end - one.start for one in found if digits(one.value, len(register.states))[n] == state), timedelta(0)
            )
            told.append(Figure(lamp_at(lamp, state), f"{100 * (there / known):.1f}", "%"))
    return told[:FIGURES]


def _joined(found: Sequence[Spell], n: int, lamps: int) -> list[tuple[Spell, int]]:
    """The spells of one lamp: what changes elsewhere on the panel does not part them."""
    joined: list[tuple[Spell, int]] = []
    for spell in found:
        state = digits(spell.value, lamps)[n]
        if joined and joined[-1][1] == state and joined[-1][0].end == spell.start:
            joined[-1] = joined[-1][0]._replace(end=spell.end), state
        else:
            joined.append((spell, state))
    return joined


def _place(spell: Spell, span: Span) -> tuple[float, float]:
    """Where a band begins and how wide it is; one photograph alone is a line."""
    left, right = x_of(spell.start.timestamp(), span), x_of(spell.end.timestamp(), span)
    return left, max(round(right - left, 1), 1.0 if spell.start == spell.end else 0.0)


def _when(spell: Spell, span: Span) -> str:
    first, last = (at.astimezone(span.zone) for at in (spell.start, spell.end))
    return f"{first:%m-%d %H:%M} – {last:%m-%d %H:%M}"


def _class(lamp: list[str], state: int) -> str:
    """The colour in which it is lit, where its name tells; else the number of its state."""
    colours = colours_of(lamp)
    colour = colours[state - 1] if len(colours) >= state else "any"
    return colour if colour != "any" else f"state{state}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
