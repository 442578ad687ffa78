"""How everything runs, for staff: counts that are true, no name, no value, and nothing of who stopped the use."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.devices.models import Device
from harimi.service.office import fleet
from harimi.service.office.fleet import Quality
from harimi.service.office.plots import days as plotted
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.readings.models import QualityDay, Reading
from harimi.service.readings.quality import count_day, count_days, forget_old
from tests.services.office import desk
from tests.services.world import World, hours, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    """A household with five photographs that were read on one day."""
    found = world("energy", since=START)
    for n in range(4):
        send(found, found.living.start + Decimal("0.5") * (n + 1), START + hours(n + 1), n)
    work()
    return found


def test_what_became_of_photographs_is_counted_and_counted_once(made: World) -> None:
    day = START.date()
    for _ in range(2):
        with using("upkeep"):
            count_day(made.site.organization, day)
    rows = list(QualityDay.objects.all())
    assert (
        sum(one.published + one.uncertain + one.unreadable for one in rows)
        == made.register.attempts.filter(settled=True).count()
    )
    assert {one.kind for one in rows} == {"segments"}
    assert all(one.day == day and one.reader for one in rows)


def test_what_people_mended_is_counted(made: World) -> None:
    reading = Reading.objects.filter(register=made.register, value__isnull=False).order_by("at").last()
    assert reading is not None
    reading.state, reading.by_person = "corrected", True
    reading.save(update_fields=["state", "by_person"])
    with using("upkeep"):
        count_day(made.site.organization, START.date())
    assert sum(QualityDay.objects.values_list("corrected", flat=True)) == 1


def test_a_day_begins_at_midnight_in_japan(made: World) -> None:
    with using("upkeep"):
        count_day(made.site.organization, (START - timedelta(days=1)).date())
    assert not QualityDay.objects.exists()


def test_old_counts_go_and_ended_contracts_are_not_counted(made: World) -> None:
    organization = made.site.organization
    QualityDay.objects.create(organization=organization, day=today() - timedelta(days=401), kind="drums", reader="x")
    QualityDay.objects.create(organization=organization, day=today() - timedelta(days=399), kind="drums", reader="x")
    organization.ended_at = timezone.now()
    organization.save(update_fields=["ended_at"])
    assert count_days(now=START.date()) == 0
    assert forget_old() == 1
    assert QualityDay.objects.count() == 1


def test_the_page_of_quality_tells_shares_and_names_nobody(made: World) -> None:
    client = desk(StaffRole.SUPPORT)
    assert "Nothing is counted yet" in client.get("/office/quality").text
    counts = {"published": 90, "uncertain": 8, "unreadable": 2, "corrected": 1}
    QualityDay.objects.create(organization=made.site.organization, day=today(), kind="drums", reader="drums-3", **counts)
    page = client.get("/office/quality").text
    for shown in ("90.0 %", "drums-3", str(made.site.organization_id), "<svg", "unreadable"):
        assert shown in page
    assert "Home" not in page
    assert "owner@example.jp" not in page


def test_customers_of_whom_least_is_read_come_first(made: World) -> None:
    other = world("water", since=START, email="other@example.jp", faced=False).site.organization
    for organization, published in ((made.site.organization, 9), (other, 5)):
        QualityDay.objects.create(
            organization=organization, day=today(), kind="x", reader="y", published=published, uncertain=1
        )
    with using("upkeep"):
        found = fleet.quality("organization", 30)
    assert [one.of for one in found] == [other.pk, made.site.organization_id]
    assert [round(one.share or 0, 2) for one in found] == [0.83, 0.9]
    assert fleet.whole(found).decided == 16


def test_cameras_are_counted_by_when_they_were_heard(made: World) -> None:
    now = timezone.now()
    organization = made.site.organization
    Device.objects.update(heard_at=now - timedelta(hours=1))
    for days in (2, 10, 60):
        Device.objects.create(organization=organization, name="c", heard_at=now - timedelta(days=days))
    Device.objects.create(organization=organization, name="never")
    Device.objects.create(organization=organization, name="stopped", stopped_at=now)
    found = fleet.cameras(now)
    assert found == {"all": 5, "day": 1, "week": 1, "month": 1, "longer": 1, "never": 1}


def test_the_page_of_the_fleet_tells_what_waits(made: World) -> None:
    send(made, made.living.start + 5, START + hours(9), 9)
    page = desk(StaffRole.LOGISTICS).get("/office/fleet").text
    assert "No worker is at work" in page
    assert "read photographs" in page
    waiting = {one.name: one for one in fleet.queues(timezone.now())}
    assert waiting["read"].due == 1
    assert waiting["read"].oldest is not None
    assert waiting["export"].due == 0


def test_bars_stand_on_each_other_and_end_where_the_scale_does() -> None:
    last = today()
    rows = [
        Quality(last, {"published": 60, "uncertain": 30, "unreadable": 10}),
        Quality(last - timedelta(days=40), {"published": 5}),
    ]
    chart = plotted(rows[:1], last, 30)
    assert chart is not None
    published, uncertain, unreadable = chart.marks
    assert uncertain.y + uncertain.height == pytest.approx(published.y, abs=0.2)
    assert unreadable.y + unreadable.height == pytest.approx(uncertain.y, abs=0.2)
    assert published.height == pytest.approx(2 * uncertain.height, abs=0.3)
    assert chart.up[-1].label == "100"
    assert plotted([], last, 30) is None
