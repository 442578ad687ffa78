"""No figure about few people is told, and none follows from what is told: from figures, their total or earlier releases."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.statistics.suppressing import Told, near, told

LABELS = ("a", "b", "c", "d")
_groups = st.dictionaries(st.sampled_from("abcdef"), st.sets(st.integers(0, 40), max_size=30), max_size=6)
_k = st.integers(2, 12)


def _apart(*counts: int) -> dict[str, set[tuple[int, int]]]:
    """So many people under each label, nobody under two."""
    return {LABELS[n]: {(n, one) for one in range(count)} for n, count in enumerate(counts)}


def _figures(says: Told) -> tuple[object, ...]:
    return tuple(sorted(says.cells.items())), says.pooled, says.people, says.left_out


@pytest.mark.clause("PP-2-3(1)b")
@given(_groups, _k)
def test_every_figure_is_about_so_many_people(groups: dict[str, set[int]], k: int) -> None:
    says = told(groups, k)
    rare = {label for label, people in groups.items() if len(people) < k}
    assert not rare & set(says.cells)
    assert all(k <= people <= len(groups[label]) and people % k == 0 for label, people in says.cells.items())
    together: set[int] = set().union(*(groups[label] for label in rare))
    assert says.pooled == 0 or k <= says.pooled <= len(together)
    assert says.people is None or k <= says.people <= len(set().union(*groups.values()))


@pytest.mark.clause("PP-2-3(1)b")
@given(_groups, _k)
def test_a_total_is_told_only_where_nothing_is_missing_from_it(groups: dict[str, set[int]], k: int) -> None:
    says = told(groups, k)
    if any(0 < len(people) < k for people in groups.values()):
        assert says.left_out
        assert says.people is None


@pytest.mark.clause("PP-2-3(1)b")
@pytest.mark.parametrize(("k", "labels", "most"), [(3, 3, 10), (3, 4, 7), (4, 3, 12), (5, 3, 11)])
def test_whoever_knows_the_rules_cannot_work_out_a_rare_figure(k: int, labels: int, most: int) -> None:
    """Every way in which people could be counted is tried: those that are told alike leave each rare figure open."""
    alike: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most), repeat=labels):
        alike[_figures(told(_apart(*counts), k))].append(counts)
    found = [
        counts
        for worlds in alike.values()
        for counts in worlds
        for n in range(labels)
        if 0 < counts[n] < k and len({one[n] for one in worlds}) == 1
    ]
    assert found == []


@pytest.mark.clause("PP-2-3(1)b")
def test_a_total_beside_what_is_left_out_would_tell_it() -> None:
    """That the rule is needed: exact figures with a total give a rare one away."""
    counts = (30, 20, 3)
    assert sum(counts) - 30 - 20 == 3
    assert _figures(told(_apart(*counts), 10)) == ((("a", 30), ("b", 20)), 0, None, True)
    assert _figures(told(_apart(*counts), 10)) == _figures(told(_apart(30, 20, 9), 10))


def test_rare_ones_are_told_together_where_they_hide_each_other() -> None:
    assert told(_apart(30, 6, 7), 10) == Told({"a": 30}, pooled=10, left_out=True)
    assert told(_apart(30, 4, 5), 10) == Told({"a": 30}, left_out=True)


def test_people_under_two_rare_labels_count_once() -> None:
    people = set(range(9))
    assert told({"a": people, "b": people, "c": people}, 10) == Told(left_out=True)


def test_what_nobody_told_is_a_label_like_any_other() -> None:
    assert told({"": set(range(12)), "x": {1, 2}}, 10) == Told({"": 10}, left_out=True)


def test_nothing_is_told_of_nobody() -> None:
    assert told({}, 10) == Told()
    assert told({"a": set()}, 10) == Told()


@pytest.mark.clause("PP-2-3(1)c")
@given(_groups, st.integers(0, 40), _k)
def test_two_that_differ_by_one_person_are_never_both_told(groups: dict[str, set[int]], gone: int, k: int) -> None:
    without = {label: people - {gone} for label, people in groups.items()}
    assert near(told(without, k), told(groups, k), k)


@pytest.mark.clause("PP-2-3(1)c")
@given(_groups, _groups, _k)
def test_where_both_are_told_each_figure_is_the_same_or_of_more_than_k_other_people(
    old: dict[str, set[int]], new: dict[str, set[int]], k: int
) -> None:
    before, after = told(old, k), told(new, k)
    if near(after, before, k):
        return
    for label, people in after.cells.items():
        apart = abs(len(new[label]) - len(old[label]))
        assert people == before.cells[label] or apart > k


@pytest.mark.clause("PP-2-3(1)c")
@pytest.mark.parametrize(
    ("new", "old", "too_near"),
    [
        ((30, 20), (30, 20), True),
        ((31, 20), (30, 20), True),
        ((40, 20), (39, 20), True),
        ((50, 20), (30, 20), False),
        ((50, 30), (30, 20), True),
        ((50, 20, 9), (30, 20), True),
        ((50, 20, 10), (30, 20), True),
    ],
    ids=["alike", "one more", "one more across a step", "twenty more", "another by one step", "a rare one", "a new label"],
)
def test_how_far_apart_two_releases_have_to_be(new: tuple[int, ...], old: tuple[int, ...], too_near: bool) -> None:
    assert near(told(_apart(*new), 10), told(_apart(*old), 10), 10) is too_near
