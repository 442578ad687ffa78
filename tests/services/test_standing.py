"""How a register stands: its last value, its questions, what is usual; counted anew when what one unit stands for changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from harimi.service.meters.models import Register, RegisterSetting, Site
from harimi.service.readings.models import Attempt, Reading, Standing, State, Usage
from harimi.service.readings.recounting import count_anew
from harimi.service.readings.settled import Word, settle_by_person, tell
from harimi.service.readings.standing import keep_standings, this_month, usual_by_now, usual_in_month, usual_until
from tests.services.world import World, hours, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def _amounts(register: Register, period: str) -> list[int]:
    return list(Usage.objects.filter(register=register, period=period).order_by("start").values_list("amount", flat=True))


def _told(made: World, *values: str, every: float = 1) -> None:
    for n, value in enumerate(values):
        tell(made.register, START + hours(every * n), Word(Decimal(value), made.owner))


def test_a_register_stands_where_its_last_trusted_photograph_shows_it() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), 1)
    work()
    stands = Standing.objects.get(register=made.register)
    assert (stands.value, stands.at, stands.state) == (876600, START + hours(1), "estimated")
    assert (stands.picture_at, stands.questions) == (START + hours(1), 0)


def test_a_question_is_counted_until_a_person_answers() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), 1)
    work()
    attempt = Attempt.objects.latest("taken_at")
    Attempt.objects.filter(pk=attempt.pk).update(verdict="uncertain")
    Standing.objects.all().delete()
    assert keep_standings(START) >= 1
    assert Standing.objects.get().questions == 1
    settle_by_person(attempt, Word(Decimal("8766.00"), made.owner))
    assert Standing.objects.get().questions == 0


def test_what_is_usual_is_the_mean_of_each_hour_of_known_days() -> None:
    made = world("energy", since=START, faced=False)
    midnight = datetime(2026, 4, 6, 0, 0, tzinfo=TOKYO)
    for day, amounts in enumerate(((100, 300), (200, 500))):
        for hour, amount in enumerate(amounts):
            at = midnight + timedelta(days=day, hours=hour)
            Usage.objects.create(register=made.register, period="hour", start=at, amount=amount)
    now = midnight + timedelta(days=2, hours=1, minutes=30)
    usual = usual_until(made.register, now, TOKYO)
    assert usual is not None
    assert (usual[:4], usual[24]) == ([0, 150, 550, 550], 550)
    assert usual_by_now(usual, now, TOKYO) == 150 + 200
    assert usual_in_month(usual, now, TOKYO) == 7 * 550 + 350
    keep_standings(now)
    assert Standing.objects.get().usual_until == usual


def test_a_multiplier_holds_from_a_moment_on_and_hours_still_add_up() -> None:
    made = world("energy", since=START, faced=False)
    _told(made, "10.00", "12.00", "14.00")
    assert sum(_amounts(made.register, "hour")) == sum(_amounts(made.register, "month")) == 400
    with transaction.atomic():
        RegisterSetting.objects.create(register=made.register, until=START + hours(1), display="segments", multiplier=1)
        Register.objects.filter(pk=made.register.pk).update(multiplier=Decimal("1.5"), finer=1)
        count_anew(made.register, START)
    work()
    assert sum(_amounts(made.register, "hour")) == 2000 + 3000
    assert _amounts(made.register, "hour") == [2000, 3000]
    assert sum(_amounts(made.register, "day")) == sum(_amounts(made.register, "month")) == 5000


def test_what_was_used_this_month_is_told_anew_when_usage_is_counted_anew() -> None:
    made = world("energy", since=START, faced=False)
    now = timezone.now()
    begun = this_month(now, TOKYO)
    for n, value in ((1, "10.00"), (2, "12.00")):
        tell(made.register, begun + timedelta(seconds=n), Word(Decimal(value), made.owner))
    assert Standing.objects.get().month_used == 200
    with transaction.atomic():
        Register.objects.filter(pk=made.register.pk).update(multiplier=Decimal("1.5"), finer=1)
        count_anew(made.register, begun)
    work()
    assert Standing.objects.get().month_used == 3000


def test_days_begin_otherwise_when_the_sites_time_zone_is_set_right() -> None:
    made = world("energy", since=START, faced=False)
    _told(made, "10.00", "34.00", every=24)
    assert _amounts(made.register, "day") == [1500, 900]
    with transaction.atomic():
        Site.objects.filter(pk=made.site.pk).update(time_zone="UTC")
        count_anew(made.register, START)
    work()
    assert _amounts(made.register, "day") == [2400]


def test_to_count_anew_twice_counts_once_from_the_earlier_moment() -> None:
    made = world("energy", since=START, faced=False)
    _told(made, "10.00", "12.00")
    with transaction.atomic():
        count_anew(made.register, START + hours(1))
        count_anew(made.register, START)
    Usage.objects.all().delete()
    work()
    assert _amounts(made.register, "hour") == [200]


def test_a_value_told_without_a_picture_stands_between_photographs_and_is_heard_by_them() -> None:
    made = world("energy", since=START)
    send(made, "8770.00", START + hours(4), 1)
    work()
    tell(made.register, START + hours(2), Word(Decimal("8768.00"), made.owner, "read by hand"))
    work()
    kept = Reading.objects.get(at=START + hours(2))
    assert (kept.value, kept.state, kept.by_person, kept.reason) == (876800, State.CONFIRMED, True, "read by hand")
    assert sum(_amounts(made.register, "hour")) == 877000 - 876541
