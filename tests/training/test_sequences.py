"""What the benchmark says of sequences."""

from decimal import Decimal

import numpy as np
import pytest

from training.bench.sequences import KINDS, Counter, any_counter, off_by, told, values


@pytest.mark.parametrize("kind", KINDS)
def test_a_sequence_is_told_photograph_by_photograph(kind: str) -> None:
    found = list(told(kind, 1, 3))
    assert len(found) == 3
    assert all((one.at_once_off is None) == (one.settled.at_once.value is None) for one in found)


def test_a_drawn_counter_only_rises_and_is_the_same_for_the_same_number() -> None:
    counter = any_counter("drums", 4)
    assert counter == any_counter("drums", 4)
    shown = values(counter, 100, np.random.default_rng(1))
    assert shown == sorted(shown)
    assert shown[0] >= counter.start


@pytest.mark.parametrize(
    ("kind", "read_as", "value", "off"),
    [
        ("drums", "12.34", 1234.2, 0.0),
        ("drums", "12.35", 1234.8, 0.0),
        ("drums", "12.35", 1234.4, 1.0),
        ("drums", "12.36", 1234.8, 2.0),
        ("segments", "12.35", 1234.8, 1.0),
        ("segments", "22.34", 1234.0, 1000.0),
    ],
)
def test_a_drum_on_its_way_is_right_as_either_figure(kind: str, read_as: str, value: float, off: float) -> None:
    assert off_by(Counter(kind, 4, 2, 0.0, 0), Decimal(read_as), value) == off
