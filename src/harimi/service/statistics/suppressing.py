"""What of a count may be told: no figure about fewer than k people, and none from which one follows (clause 2-3(1)).

1. A label with fewer than k people is not told. Such rare ones are told together, if they are k people together, and if each
   of them could still be any number from 1 to k - 1.
2. Every figure is rounded down to a multiple of k: sums and differences of figures say nothing exact about what is not told.
3. The total is told only where nothing was rare: else what is missing from it would be the rare ones.
4. Of two releases that count the same days, the later one is told only if each figure is the same or at least two steps away,
   and one is. Figures two steps apart differ by more than k people, whatever was rounded away.

Counted are people, each once under a label, never rows. The rule of 1 and 3 is complementary suppression as in Hundepool et
al., Statistical Disclosure Control (2012), chapter 4; rounding to the threshold makes it hold for labels that overlap, too.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Told:
    """What a release says. `cells` by label, `pooled` the rare ones together (0 where not told), `people` the total."""

    cells: Mapping[str, int] = field(default_factory=dict)
    pooled: int = 0
    people: int | None = None
    left_out: bool = False
    """Whether anything was rare."""


def told(groups: Mapping[str, Collection[Hashable]], k: int) -> Told:
    """What may be told of people by label, with groups of at least `k`."""
    sets = {label: set(people) for label, people in groups.items() if people}
    cells = {label: _down(len(sets[label]), k) for label in sorted(sets) if len(sets[label]) >= k}
    rare = [people for people in sets.values() if len(people) < k]
    everybody: set[Hashable] = set().union(*sets.values())
    if not rare:
        return Told(cells, people=_down(len(everybody), k) or None)
    together = _down(len(set().union(*rare)), k)
    return Told(cells, together if _hides(len(rare), together, k) else 0, left_out=True)


def near(new: Told, old: Told, k: int) -> bool:
    """Whether two releases that count the same days are too near each other for the new one to be told."""
    if set(new.cells) != set(old.cells) or bool(new.pooled) != bool(old.pooled) or (new.people is None) != (old.people is None):
        return True
    pairs = [(people, old.cells[label]) for label, people in new.cells.items()]
    pairs += [(new.pooled, old.pooled), (new.people or 0, old.people or 0)]
    apart = [abs(one - other) for one, other in pairs]
    return not any(apart) or any(0 < one < 2 * k for one in apart)


def _down(people: int, k: int) -> int:
    return people - people % k


def _hides(labels: int, together: int, k: int) -> bool:
    """Whether each of so many rare labels may be any number of people from 1 to k - 1, if together they are that many."""
    return together >= k and together - (labels - 1) * (k - 1) <= 1 and labels - 1 <= together
