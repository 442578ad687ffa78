"""What a camera read itself joins what our reader saw: agreement helps, a surer reader wins, an equal one makes doubt."""

from decimal import Decimal

import pytest

from harimi.vision.decode.told import TRUST, with_told
from harimi.vision.decode.verdict import alone
from harimi.vision.observation import Alternative

ONE = Decimal(1)


def _rivals(*pairs: tuple[int, float]) -> tuple[Alternative, ...]:
    return tuple(Alternative(Decimal(value), probability) for value, probability in pairs)


def test_a_camera_alone_is_just_published() -> None:
    found = alone(with_told((), Decimal(17), ONE))
    assert (found.value, found.state, found.confidence) == (Decimal(17), "published", TRUST)


@pytest.mark.parametrize(
    ("seen", "told", "value", "state"),
    [
        (((17, 0.99),), 17, 17, "published"),
        (((17, 0.6), (11, 0.4)), 17, 17, "published"),
        (((17, 0.6), (11, 0.4)), 11, 11, "uncertain"),
        (((17, 0.995),), 11, 17, "published"),
        (((17, 0.95),), 11, 17, "uncertain"),
        (((17, 0.3), (11, 0.1)), 40, 40, "uncertain"),
    ],
)
def test_reader_and_camera_are_weighed(seen: tuple[tuple[int, float], ...], told: int, value: int, state: str) -> None:
    found = alone(with_told(_rivals(*seen), Decimal(told), ONE))
    assert found.value == value
    assert found.state == state


def test_probabilities_never_exceed_one_and_are_ordered() -> None:
    for told in (17, 11, 40):
        found = with_told(_rivals((17, 0.6), (11, 0.4)), Decimal(told), ONE)
        shares = [one.probability for one in found]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) <= 1


def test_a_coarser_value_is_the_same_as_the_finer_one_that_begins_like_it() -> None:
    found = with_told(_rivals((12346, 0.7), (12246, 0.3)), Decimal(12340), Decimal(10))
    assert found[0].value == 12346
    assert found[0].probability > 0.9
    assert {one.value for one in found} == {12346, 12246}


def test_a_value_one_step_beside_is_the_same_where_nothing_is_nearer() -> None:
    beside = with_told(_rivals((18, 0.8), (28, 0.2)), Decimal(17), ONE)
    assert beside[0].value == 18
    assert beside[0].probability > 0.95
    exact = with_told(_rivals((18, 0.5), (17, 0.5)), Decimal(17), ONE)
    assert exact[0].value == 17
