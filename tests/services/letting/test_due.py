"""What tenants owe for a month."""

from datetime import date, timedelta

import pytest

from harimi.service.letting import tariffs
from harimi.service.letting.due.outstanding import outstanding
from harimi.service.letting.issuing.drafts import on_trial
from harimi.service.letting.models import Closing, Sharing, TariffVersion
from harimi.service.letting.periods import billed_month
from harimi.service.letting.pricing import Used, costs
from harimi.service.letting.splitting import apportion
from harimi.service.letting.windows import window_at
from harimi.service.readings.models import Attempt, Exchange, Reading
from tests.services.letting.houses import LATER, NOVEMBER, OCTOBER, SEPTEMBER, TOKYO, House, at, daily, flat, house, read

pytestmark = pytest.mark.django_db
STEPS = [{"upto": 120, "rate": 300_000}, {"upto": 300, "rate": 365_000}, {"upto": None, "rate": 405_025}]


@pytest.fixture
def made() -> House:
    return house()


def yen(of: House, month: date = OCTOBER) -> dict[str, list[tuple[str, int, int]]]:
    """Kind, quantity and yen of each tenant's lines."""
    found = outstanding(of.organization, month, LATER)
    names = {one.pk: one.name for one in of.tenants}
    return {
        names[who]: [(str(one.cost.kind), one.cost.quantity, one.cost.yen) for one in lines]
        for who, lines in found.lines.items()
    }


def test_steps_and_a_base_fee() -> None:
    version = TariffVersion(tiers=STEPS, base_yen=1000, minimum_yen=0)
    found = costs(version, Used(35000, 2, 31, 31))
    assert [(one.kind, one.quantity, one.yen) for one in found] == [
        ("base", 31, 1000),
        ("tier", 12000, 3600),
        ("tier", 18000, 6570),
        ("tier", 5000, 2025),
    ]


def test_limits_go_by_days_and_what_is_missing_to_the_minimum_is_charged() -> None:
    version = TariffVersion(tiers=STEPS, base_yen=310, minimum_yen=3100)
    assert sum(one.yen for one in costs(version, Used(50, 0, 10, 31))) == 1678
    found = costs(version, Used(50, 0, 10, 31))
    assert [(one.kind, one.quantity, one.yen) for one in found] == [("base", 10, 100), ("tier", 38, 1140), ("tier", 12, 438)]
    low = costs(version, Used(1, 0, 10, 31))
    assert [(one.kind, one.yen) for one in low] == [("base", 100), ("tier", 30), ("minimum", 870)]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [(100, [1, 1, 1], [34, 33, 33]), (10, [3, 7], [3, 7]), (5, [0, 0], [3, 2]), (-7, [1, 1], [-4, -3]), (0, [2, 5], [0, 0])],
)
def test_parts_add_up(amount: int, weights: list[int], parts: list[int]) -> None:
    assert apportion(amount, weights) == parts


def test_months_that_close_on_a_day_have_no_gap() -> None:
    closings = [Closing(month=SEPTEMBER, day=20), Closing(month=NOVEMBER, day=5)]
    found = [billed_month(one, closings, TOKYO) for one in (date(2026, 8, 1), SEPTEMBER, OCTOBER, NOVEMBER, date(2026, 12, 1))]
    assert [(one.first, one.last, one.whole) for one in found] == [
        (date(2026, 8, 1), date(2026, 8, 31), 31),
        (date(2026, 9, 1), date(2026, 9, 20), 31),
        (date(2026, 9, 21), date(2026, 10, 20), 30),
        (date(2026, 10, 21), date(2026, 11, 5), 31),
        (date(2026, 11, 6), date(2026, 12, 5), 30),
    ]


def test_who_moves_has_their_own_days_and_use(made: House) -> None:
    register, old, new = made.meter("101"), made.tenant("A"), made.tenant("B")
    daily(register, SEPTEMBER, 90, 10)
    made.let(register, old, SEPTEMBER, date(2026, 10, 11))
    made.let(register, new, at(date(2026, 10, 21), 12))
    made.tariff(SEPTEMBER, flat(20_0000, base_yen=310), register)
    assert yen(made) == {
        "A": [("base", 10, 100), ("tier", 100, 2000)],
        "B": [("base", 11, 110), ("tier", 105, 2100)],
    }
    own = outstanding(made.organization, OCTOBER, LATER).own
    assert [one.used for one in own] == [105]


def test_a_new_price_in_the_month_splits_it_by_day(made: House) -> None:
    register, who = made.meter("101"), made.tenant("A")
    daily(register, SEPTEMBER, 90, 10)
    made.let(register, who, SEPTEMBER)
    tariff = made.tariff(SEPTEMBER, flat(20_0000, base_yen=310), register)
    tariffs.new_version(tariff, date(2026, 10, 17), flat(30_0000, base_yen=620), actor=made.owner)
    assert yen(made)["A"] == [("base", 16, 160), ("tier", 160, 3200), ("base", 15, 300), ("tier", 150, 4500)]


def test_times_of_use_want_readings(made: House) -> None:
    register, who = made.meter("101"), made.tenant("A")
    made.let(register, who, SEPTEMBER)
    night = {"name": "夜間", "days": "all", "from": 22, "to": 8, "rate": 10_0000}
    made.tariff(OCTOBER, flat(20_0000, windows=[night]), register)
    daily(register, SEPTEMBER, 90, 24)
    (waits,) = outstanding(made.organization, OCTOBER, LATER).blocked
    assert waits.missing[0].why == "hours"
    hours = [(at(OCTOBER) + timedelta(hours=n), 30 * 24 + n) for n in range(1, 24 * 31) if n % 24]
    read(register, hours)
    assert yen(made)["A"] == [("window", 310, 3100), ("window", 434, 8680)]


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2026, 10, 9), {"all", "weekday", "working"}),
        (date(2026, 10, 11), {"all", "weekend", "off"}),
        (date(2026, 10, 12), {"all", "weekday", "off"}),
    ],
)
def test_a_public_holiday_is_off_and_still_a_weekday(day: date, fits: set[str]) -> None:
    kinds = ("all", "weekday", "weekend", "working", "off")
    assert {one for one in kinds if window_at(at(day, 10), [{"days": one, "from": 8, "to": 22}]) is not None} == fits


def test_a_shared_meter_is_split_by_weight(made: House) -> None:
    register, a, b = made.meter("Common"), made.tenant("A"), made.tenant("B")
    daily(register, SEPTEMBER, 90, 10)
    made.tariff(SEPTEMBER, flat(10_0000, base_yen=100), register)
    parts = [tariffs.Has(a, weight=2), tariffs.Has(b, weight=4), tariffs.Has(weight=1)]
    tariffs.share(register, Sharing.Rule.WEIGHTS, SEPTEMBER, parts, actor=made.owner)
    assert yen(made) == {"A": [("base", 31, 29), ("tier", 89, 886)], "B": [("base", 31, 57), ("tier", 177, 1771)]}
    (own,) = outstanding(made.organization, OCTOBER, LATER).own
    assert [one.yen for one in own.lines] == [14, 443]


def test_a_shared_meter_is_split_by_what_submeters_counted(made: House) -> None:
    main, first, second, a, b = made.meter("Main"), made.meter("101"), made.meter("102"), made.tenant("A"), made.tenant("B")
    for register, step in ((main, 100), (first, 30), (second, 50)):
        daily(register, SEPTEMBER, 90, step)
    made.let(first, a, SEPTEMBER)
    made.let(second, b, SEPTEMBER)
    made.tariff(SEPTEMBER, flat(10_0000), main)
    parts = [tariffs.Has(submeter=first), tariffs.Has(submeter=second), tariffs.Has()]
    tariffs.share(main, Sharing.Rule.SUBMETERS, SEPTEMBER, parts, actor=made.owner)
    assert yen(made) == {"A": [("tier", 930, 9300)], "B": [("tier", 1550, 15500)]}
    assert [one.part for one in outstanding(made.organization, OCTOBER, LATER).own] == [620]


def test_without_readings_near_nothing_is_guessed(made: House) -> None:
    register, who = made.meter("101"), made.tenant("A")
    made.let(register, who, SEPTEMBER)
    made.tariff(SEPTEMBER, flat(10_0000), register)
    assert [one.missing[0].why for one in outstanding(made.organization, OCTOBER, LATER).blocked] == ["no_reading"]
    read(register, [(at(date(2026, 9, 20)), 0), (at(date(2026, 10, 20)), 100), (at(date(2026, 11, 2)), 130)])
    (waits,) = outstanding(made.organization, OCTOBER, LATER).blocked
    assert [(one.why, one.at) for one in waits.missing] == [("far", at(OCTOBER))]
    read(register, [(at(date(2026, 9, 30)), 40)])
    assert not outstanding(made.organization, OCTOBER, LATER).blocked
    told = {"models_used": "", "alternatives": [], "reasons": [], "evidence": {}}
    asked = Attempt.objects.create(register=register, taken_at=at(NOVEMBER), settled=True, verdict="uncertain", **told)
    (waits,) = outstanding(made.organization, OCTOBER, LATER).blocked
    assert [(one.why, one.attempt) for one in waits.missing] == [("question", asked.pk)]


def test_a_price_may_change_between_readings_and_nobody_may_move_there(made: House) -> None:
    register, who = made.meter("101"), made.tenant("A")
    tenancy = made.let(register, who, SEPTEMBER)
    tariff = made.tariff(SEPTEMBER, flat(10_0000), register)
    tariffs.new_version(tariff, date(2026, 10, 17), flat(20_0000), actor=made.owner)
    read(register, [(at(SEPTEMBER), 0), (at(OCTOBER), 100), (at(NOVEMBER), 410)])
    assert yen(made)["A"] == [("tier", 160, 1600), ("tier", 150, 3000)]
    tenancy.until = at(date(2026, 10, 17))
    tenancy.save()
    assert [one.why for one in outstanding(made.organization, OCTOBER, LATER).blocked[0].missing] == ["far"]


def test_a_month_that_is_not_over_waits(made: House) -> None:
    register, who = made.meter("101"), made.tenant("A")
    daily(register, SEPTEMBER, 90, 10)
    made.let(register, who, SEPTEMBER)
    made.tariff(SEPTEMBER, flat(10_0000), register)
    assert [one.missing[0].why for one in outstanding(made.organization, OCTOBER, at(date(2026, 10, 31))).blocked] == [
        "not_over"
    ]


def test_an_exchange_in_the_month(made: House) -> None:
    register, who = made.meter("101"), made.tenant("A")
    made.let(register, who, SEPTEMBER)
    made.tariff(SEPTEMBER, flat(10_0000), register)
    daily(register, SEPTEMBER, 40, 10)
    change = at(date(2026, 10, 11))
    Exchange.objects.create(register=register, at=change, last_value=400, first_value=5, serial="old")
    read(register, [(change + timedelta(days=n), 5 + 10 * n) for n in range(1, 30)])
    Reading.objects.filter(register=register, at__gt=change).update(carried=395)
    (draft,) = on_trial(made.organization, OCTOBER, LATER).drafts
    assert [one.cost.quantity for one in draft.lines] == [310]
    assert draft.stretches[0].borders is not None
    assert [one.shown for one in draft.stretches[0].borders] == [300, 215]
