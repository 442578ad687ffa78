"""Stock: how many of which model lie where, what there is too little of, and what an inventory finds."""

import pytest

from harimi.service.accounts.models import Organization
from harimi.service.logistics import parcels, stock, unit_errors
from harimi.service.logistics.models import Unit
from tests.services.logistics import keeper, shelf, stocked, wanted
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> Organization:
    return home(person("owner@example.jp")).organization


def test_the_table_counts_by_model_room_and_state(house: Organization) -> None:
    stocked(3)
    stocked(2, place=shelf("Shelf B"), first=11)
    stocked(1, model="HC-2")
    parcels.reserve(wanted(house, 2), shelf(), keeper())
    told = {(one.model, str(one.place)): tuple(one.counts.values()) for one in stock.table()}
    assert told == {("HC-1", "Shelf A"): (1, 2, 0), ("HC-1", "Shelf B"): (2, 0, 0), ("HC-2", "Shelf A"): (1, 0, 0)}


def test_a_model_of_which_there_is_too_little_is_marked(house: Organization) -> None:
    stocked(3)
    stock.set_least("HC-1", 3)
    stock.set_least("HC-9", 1)
    assert {one.model: one.low for one in stock.levels()} == {"HC-1": False, "HC-9": True}
    parcels.reserve(wanted(house), shelf(), keeper())
    assert {one.model: (one.free, one.low) for one in stock.levels()} == {"HC-1": (2, True), "HC-9": (0, True)}
    stock.set_least("HC-9", 0)
    assert [one.model for one in stock.levels()] == ["HC-1"]


def test_units_are_moved_together_or_not_at_all(house: Organization) -> None:
    told, there = stocked(2), shelf("Shelf B")
    with pytest.raises(stock.NoSuchUnitError, match="HC-9"):
        stock.move(["HC-1-0001", "HC-9"], there, keeper())
    assert not there.units.exists()
    assert stock.move(["hc-1-0001", told[1].code], there, keeper()) == 2
    assert there.units.count() == 2
    parcels.send_one(Unit.objects.order_by("serial")[0], house, keeper())
    with pytest.raises(unit_errors.WrongStateError):
        stock.move(["HC-1-0001"], shelf(), keeper())


def test_an_inventory_says_what_is_missing_what_is_too_much_and_what_is_no_unit() -> None:
    told = stocked(3)
    stocked(1, place=shelf("Shelf B"), first=11)
    typed = [f"https://here/cameras/claim?code={told[0].code}", "HC-1-0001", "HC-1-0002", "HC-1-0011", "a pen"]
    found = stock.count(shelf(), typed)
    assert [one.serial for one in found.there] == ["HC-1-0001", "HC-1-0002"]
    assert [one.serial for one in found.missing] == ["HC-1-0003"]
    assert [one.serial for one in found.elsewhere] == ["HC-1-0011"]
    assert found.unknown == ["a pen"]
