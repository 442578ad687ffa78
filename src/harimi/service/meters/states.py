"""What registers of lamps and flags say: a value has one digit for each of them, and each digit is a state with a name.

Kept are, of each lamp in order, its name and the names of its states: `["Pump", "stopped", "runs"]`; a lamp of which nobody
named the states, `["Alarm"]`, is off or on.
"""

import re
from collections.abc import Sequence
from itertools import pairwise, product
from math import prod
from unicodedata import normalize

MOST, STATES = 15, 10
"""Lamps of one register, of which each is a digit of a whole number, and states that a digit tells apart."""
NAME = 40
LISTED = 32
"""States of a whole panel that people choose from; of more they type the digits."""
COLOURS = {
    "red": ("red", "赤"),
    "amber": ("amber", "yellow", "orange", "黄", "橙", "オレンジ", "アンバー"),
    "green": ("green", "緑"),
    "blue": ("blue", "青"),
    "white": ("white", "白"),
}
"""How people name the colours that lamps light in."""

Named = list[list[str]]


class StatesError(ValueError):
    """What was typed names no lamps; `code` says what is wrong: none, too_many, twice, states or long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parsed(typed: str) -> Named:
    """Lamps as people type them, one a line: `Alarm`, or `Pump: stopped, runs`. Raises a `StatesError`."""
    lines = [line for line in (normalize("NFKC", one).strip() for one in typed.splitlines()) if line]
    found = [_line(line) for line in lines]
    if not found:
        raise StatesError("none")
    if len(found) > MOST:
        raise StatesError("too_many")
    if len({one[0] for one in found}) < len(found):
        raise StatesError("twice")
    return found


def _line(line: str) -> list[str]:
    name, _, rest = line.partition(":")
    states = [part.strip() for part in re.split("[,、]", rest) if part.strip()]
    if len(states) == 1 or len(states) > STATES or len(set(states)) < len(states):
        raise StatesError("states")
    if not name.strip() or any(len(part) > NAME or not part.isprintable() for part in (name.strip(), *states)):
        raise StatesError("long")
    return [name.strip(), *states]


def typed(names: Named) -> str:
    """The way back from `parsed`."""
    return "\n".join(name if not states else f"{name}: {', '.join(states)}" for name, *states in names)


def count(lamp: Sequence[str]) -> int:
    """How many states a lamp has."""
    return max(2, len(lamp) - 1)


def digits(value: int, lamps: int) -> list[int]:
    """The state of each lamp; more digits than lamps are those of a value that was never theirs, and are left out."""
    return [int(digit) for digit in f"{abs(value):0{lamps}d}"[-lamps:]]


def possible(value: int, names: Named) -> bool:
    """Whether there is such a state."""
    fits = 0 <= value < 10 ** len(names)
    return fits and all(state < count(lamp) for state, lamp in zip(digits(value, len(names)), names, strict=True))


def values(names: Named) -> list[int]:
    """All values that there are, where they are few enough to choose from; else none."""
    if prod(count(lamp) for lamp in names) > LISTED:
        return []
    return [int("".join(map(str, states))) for states in product(*(range(count(lamp)) for lamp in names))]


def said(value: int, names: Named) -> list[str]:
    """What there is to say of a value: the named state of each lamp that has names for them, and those that are on."""
    return [
        words for words in (_said(lamp, state) for lamp, state in zip(names, digits(value, len(names)), strict=True)) if words
    ]


def _said(lamp: list[str], state: int) -> str:
    return lamp_at(lamp, state) if state or len(lamp) > 1 else ""


def lamp_at(lamp: list[str], state: int) -> str:
    """A lamp in a state that it is not only off in: its name, with that of the state where it has one."""
    return lamp[0] if len(lamp) == 1 else f"{lamp[0]}: {state_name(lamp, state)}"


def lamp_in(names: Sequence[list[str]], place: int) -> list[str]:
    """A lamp by its place; its number where there are fewer by now."""
    return list(names[place]) if place < len(names) else [str(place + 1)]


def state_name(lamp: list[str], state: int) -> str:
    """What a lamp's state is called; its number where nobody named it."""
    return lamp[1 + state] if 1 + state < len(lamp) else str(state)


def colours_of(lamp: Sequence[str]) -> tuple[str, ...]:
    """The colours that the lit states of a lamp are named after; `any` where it has one lit state that no colour names, and
    nothing where several are told apart by something else."""
    found = [_colour(state) for state in lamp[2:]] or [""]
    if len(found) == 1:
        return (found[0] or "any",)
    return tuple(found) if all(found) and len(set(found)) == len(found) else ()


def _colour(state: str) -> str:
    return next((colour for colour, words in COLOURS.items() if any(_names(word, state.lower()) for word in words)), "")


def _names(word: str, state: str) -> bool:
    """Whether a state is named after a word: “powered” is not red, and 赤点灯 is."""
    return bool(re.search(rf"\b{word}\b", state)) if word.isascii() else word in state


def changes(values: Sequence[int], lamps: int) -> list[int]:
    """How often each lamp changed from one value to the next."""
    rows = [digits(value, lamps) for value in values]
    return [sum(one[n] != other[n] for one, other in pairwise(rows)) for n in range(lamps)]


BLINKS, WITHIN = 3, 6
"""A lamp that changed so often among so many values one after the other blinks."""


def blinking(values: Sequence[int], names: Named) -> list[str]:
    """The names of lamps that blink, from their last values; a photograph catches one lit or not, as it happens to be."""
    last = values[-WITHIN:]
    return [lamp[0] for lamp, often in zip(names, changes(last, len(names)), strict=True) if often >= BLINKS]
