"""A legal end that comes near is told by mail, half a year and a month before, once each, to those who can do something."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from harimi.service.meters.expiry import remind
from harimi.service.meters.models import Meter
from tests.services.world import World, member, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    made = world("energy", since=START, faced=False)
    Meter.objects.update(expires_on=date(2026, 12, 31), serial="A-77")
    return made


def _day(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 3, 0, tzinfo=UTC)


def test_it_is_told_once_half_a_year_and_once_a_month_before(made: World) -> None:
    assert remind(_day(7, 3)) == 0
    assert [remind(_day(*on)) for on in ((7, 4), (7, 5), (11, 30), (12, 1), (12, 30))] == [1, 0, 0, 1, 0]
    work()
    assert len(mail.outbox) == 2
    assert "A-77" in mail.outbox[0].body
    assert "2026-12-31" in mail.outbox[0].body


def test_managers_are_told_in_their_language_and_viewers_are_not(made: World) -> None:
    manager = member(made.site.organization, "manager@example.jp", "manager")
    manager.language = "en"
    manager.save()
    member(made.site.organization, "viewer@example.jp")
    remind(_day(7, 4))
    work()
    told = {one.to[0]: one.subject for one in mail.outbox}
    assert told == {
        "owner@example.jp": "検定満期が近いメーターがあります(1台)",
        "manager@example.jp": "Meters near their legal end: 1",
    }


def test_a_new_instrument_with_a_new_end_is_told_of_again(made: World) -> None:
    remind(_day(7, 4))
    Meter.objects.update(expires_on=date(2027, 1, 31))
    assert remind(_day(8, 10)) == 1


def test_retired_meters_are_not_told_of(made: World) -> None:
    Meter.objects.update(retired_at=START)
    assert remind(_day(12, 1)) == 0
    work()
    assert mail.outbox == []
