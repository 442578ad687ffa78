"""Working days: weekends, holidays of the law, and the days on which the operator is closed do not count."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from harimi.service.privacy.profile import ProfileError, parsed
from harimi.service.support.clock import ZONE, due, works
from harimi.service.support.models import Case
from tests.services.policies import operator


def _evening(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 18, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 9, 21), "Respect for the Aged Day"),
        (date(2026, 9, 22), "between two holidays"),
        (date(2026, 5, 6), "instead of a Sunday"),
        (date(2026, 12, 29), "the end of the year"),
        (date(2027, 1, 1), "New Year"),
        (date(2026, 11, 28), "a Saturday"),
    ],
)
def test_nobody_works(day: date, why: str) -> None:
    assert not works(day), why


def test_a_holiday_makes_every_clock_wait() -> None:
    friday = datetime(2026, 9, 18, 3, 0, tzinfo=UTC)
    assert due("complaint", friday) == _evening(2026, 9, 24)
    assert due("fault", friday) == _evening(2026, 9, 25)


def test_the_end_of_the_year_is_passed_over(settings: Any) -> None:
    monday = datetime(2026, 12, 28, 3, 0, tzinfo=UTC)
    assert due("complaint", monday) == _evening(2027, 1, 4)
    settings.HARIMI.operator_path.write_text("closed_days = []", "utf-8")
    try:
        assert due("complaint", monday) == _evening(2026, 12, 29)
        settings.HARIMI.operator_path.write_text("closed_days = 3", "utf-8")
        assert due("complaint", monday) == _evening(2027, 1, 4), "a file that cannot be used"
    finally:
        settings.HARIMI.operator_path.unlink()


def test_a_day_of_the_operators_own_is_one_too() -> None:
    assert operator(closed_days=["08-13"]).closed_days == ("08-13",)
    for wrong in (["8-13"], ["13-01"], ["12-32"], ["12-29"] * 61, "12-29"):
        with pytest.raises(ProfileError, match="closed_days"):
            parsed({"closed_days": wrong}, "operator.toml")


@pytest.mark.parametrize("kind", Case.Kind.values)
def test_a_clock_ends_on_a_working_day(kind: str) -> None:
    for month in range(1, 13):
        assert works(due(kind, datetime(2026, month, 1, tzinfo=UTC)).date())
