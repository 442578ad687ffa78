"""What is due for a month: each price for the days on which it held, each meter for the days on which it was in use."""

from datetime import date
from typing import Any

import pytest

from harimi.service.billing.due.facts import facts_of
from harimi.service.billing.due.month import due
from harimi.service.billing.models import Discount
from harimi.service.contracts.models import Contract
from harimi.service.contracts.plans import change_plan, set_price
from harimi.service.logistics.models import Parcel
from harimi.service.privacy.publication import at_start
from tests.services.applicants import PRICED, plan
from tests.services.billing.customers import OCTOBER, at, boss, camera, customer, meter, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy() -> None:
    at_start()


def lines(contract: Contract, month: date = OCTOBER) -> list[tuple[str, str, str, int, int]]:
    """Kind, first and last day, quantity and yen of each line."""
    found = due(facts_of(contract, month, month), month)
    return [(str(one.kind), f"{one.first:%m-%d}", f"{one.last:%m-%d}", one.quantity, one.yen) for one in found]


def test_a_whole_month_costs_the_prices_of_the_plan() -> None:
    contract = customer(of=plan(base_yen=1000, meter_yen=200, device_yen=50, readings_free=1, thousand_yen=300))
    for _ in range(3):
        meter(contract)
    camera(contract)
    assert lines(contract) == [
        ("base", "10-01", "10-31", 1, 1000),
        ("meter", "10-01", "10-31", 3, 600),
        ("device", "10-01", "10-31", 1, 50),
    ]


def test_a_contract_that_begins_and_ends_within_a_month_costs_its_days() -> None:
    contract = customer(since=date(2026, 10, 11), of=plan(base_yen=3100, meter_yen=310))
    meter(contract)
    contract.organization.ended_at = at(date(2026, 10, 20))
    assert lines(contract) == [("base", "10-11", "10-20", 1, 1000), ("meter", "10-11", "10-20", 1, 100)]
    assert lines(contract, date(2026, 11, 1)) == []
    assert lines(contract, date(2026, 9, 1)) == []


def test_meters_cost_the_days_of_their_use_and_say_which() -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=310))
    whole, late = meter(contract), meter(contract, since=date(2026, 10, 30))
    meter(contract, until=date(2026, 10, 1))  # from that day on nobody looks at it
    meter(contract, since=date(2026, 11, 1))
    (line,) = due(facts_of(contract, OCTOBER, OCTOBER), OCTOBER)
    assert (line.quantity, line.yen) == (2, 310 + 20)
    assert line.about["spans"] == [
        {"from": "2026-10-01", "to": "2026-10-31", "ids": [str(whole.pk)]},
        {"from": "2026-10-30", "to": "2026-10-31", "ids": [str(late.pk)]},
    ]
    assert (line.about["used"], line.about["of"]) == (33, 31)


def test_a_new_price_and_another_plan_hold_from_their_days() -> None:
    small, large = plan(base_yen=3100, meter_yen=0), plan(code="large", base_yen=6200, meter_yen=0)
    contract = customer(of=small)
    prices = dict.fromkeys(PRICED, 0) | {"readings_free": None, "with_tax": True}
    set_price(large, {**prices, "since": date(2026, 10, 26), "base_yen": 9300}, actor=boss())
    change_plan(contract, large, date(2026, 10, 21), actor=boss())
    assert lines(contract) == [
        ("base", "10-01", "10-20", 1, 2000),
        ("base", "10-21", "10-25", 1, 1000),
        ("base", "10-26", "10-31", 1, 1800),
    ]


def test_a_price_that_did_not_change_is_rounded_once_though_another_did() -> None:
    small = plan(base_yen=3100, meter_yen=100)
    contract = customer(of=small)
    meter(contract, since=date(2026, 10, 12))
    set_price(small, {"since": date(2099, 1, 1), "base_yen": 1, "meter_yen": 100}, actor=boss())
    small.prices.filter(since=date(2099, 1, 1)).update(since=date(2026, 10, 20))
    assert [line for line in lines(contract) if line[0] == "meter"] == [("meter", "10-01", "10-31", 1, 100 * 20 // 31)]


def test_nothing_is_charged_by_the_month_while_it_is_tried() -> None:
    contract = customer(of=plan(base_yen=3100, meter_yen=310, setup_yen=5000, trial_days=10))
    meter(contract)
    assert lines(contract) == [
        ("base", "10-01", "10-10", 1, 0),
        ("base", "10-11", "10-31", 1, 2100),
        ("meter", "10-11", "10-31", 1, 210),
        ("setup", "10-01", "10-01", 1, 5000),
    ]


def test_readings_beyond_what_is_free_cost_by_the_thousand() -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=0, readings_free=100, thousand_yen=500))
    read(meter(contract), OCTOBER, 250)
    read(meter(contract, since=OCTOBER, until=date(2026, 10, 16)), OCTOBER, 10)
    (line,) = due(facts_of(contract, OCTOBER, OCTOBER), OCTOBER)
    free = 100 * (31 + 15) // 31
    assert (line.kind, line.quantity, line.yen) == ("readings", 260 - free, 500 * (260 - free) // 1000)
    assert line.about == {"plan": "standard", "count": 260, "free": free, "per": 1000}


def test_parcels_cost_what_they_cost_on_the_day_on_which_they_were_sent() -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=0, parcel_yen=800))
    for number, day in (("P-1", 2), ("P-2", 31)):
        Parcel.objects.create(number=number, organization=contract.organization, sent_at=at(date(2026, 10, day)))
    Parcel.objects.create(number="P-3", organization=contract.organization)
    assert lines(contract) == [("parcel", "10-01", "10-31", 2, 1600)]


@pytest.mark.parametrize(
    ("told", "off"),
    [
        ({"percent": 10}, [-200]),
        ({"percent": 10, "since": date(2026, 10, 17)}, [-(200 * 15 // 31)]),
        ({"yen": 310}, [-310]),
        ({"yen": 310, "until": date(2026, 10, 10)}, [-100]),
        ({"yen": 9999}, [-2000]),
        ({"percent": 100}, [-2000]),
        ({"percent": 50, "since": date(2026, 11, 1)}, []),
    ],
)
def test_a_discount_takes_its_share_and_never_more_than_there_is(told: dict[str, Any], off: list[int]) -> None:
    contract = customer(of=plan(base_yen=2000, meter_yen=0, setup_yen=700))
    Discount.objects.create(**{"contract": contract, "since": OCTOBER, "name_ja": "割引", "name_en": "Discount", **told})
    assert [yen for kind, *_, yen in lines(contract) if kind == "discount"] == off


def test_discounts_one_after_the_other() -> None:
    contract = customer(of=plan(base_yen=2000, meter_yen=0))
    for told in ({"percent": 50}, {"percent": 50}, {"yen": 800}):
        Discount.objects.create(contract=contract, since=OCTOBER, name_ja="割引", name_en="Discount", **told)
    assert [yen for *_, yen in lines(contract)] == [2000, -1000, -500, -500]
