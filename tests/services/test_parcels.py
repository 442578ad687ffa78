"""Parcels: wanted, reserved, picked, sent, delivered; nobody takes a unit twice, and no wrong box goes out."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.logistics import claiming, keying, life, parcels, unit_errors
from harimi.service.logistics.carriers import followed_at, tracking
from harimi.service.logistics.models import Parcel, ParcelUnit, Unit
from harimi.service.logistics.parcel_errors import (
    EndedError,
    NoSuchBoxError,
    ParcelError,
    PickedAlreadyError,
    TooFewError,
    WrongBoxError,
)
from harimi.service.logistics.recipients import recipient
from harimi.service.notices.sending import send_one
from harimi.service.privacy.gate import RefusedError, using
from harimi.service.rights.erasing import erase
from tests.services.logistics import TYPED, contract, keeper, sent, shelf, stocked, wanted
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> Organization:
    return home(person("owner@example.jp")).organization


def _mails() -> list[str]:
    while send_one():
        pass
    return [str(one.body) for one in mail.outbox]


def test_a_parcel_is_reserved_picked_sent_and_delivered_by_its_claim(house: Organization) -> None:
    told = stocked(3)
    parcel = wanted(house, 2)
    parcels.reserve(parcel, shelf(), keeper())
    assert (parcel.state, Unit.objects.filter(state="reserved", organization=house).count()) == ("reserved", 2)
    with pytest.raises(unit_errors.NoSuchCodeError):
        claiming.claim(told[0].code, house, "Cellar", person("x@example.jp"))
    parcels.pick(parcel, told[0].code, keeper())
    assert parcel.state == "reserved"
    parcels.pick(parcel, f"https://here/cameras/claim?code={told[1].code}", keeper())
    assert parcel.state == "picked"
    parcels.send(parcel, "yamato", "１２３４-5678-9012", keeper())
    assert (parcel.state, parcel.tracking) == ("sent", "123456789012")
    assert Unit.objects.filter(organization=house, state="shipped", place=None).count() == 2
    claiming.claim(told[0].code, house, "Cellar", house.memberships.get().user)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_at is not None) == ("delivered", True)


def test_the_owners_are_told_by_mail_who_carries_it_and_where_it_is_followed(house: Organization) -> None:
    owner = house.memberships.get().user
    owner.language = "en"
    owner.save()
    parcel = sent(house, stocked(1))
    [letter] = _mails()
    assert parcel.number in mail.outbox[0].subject
    for said in ("HC-1 × 1", "Yamato Transport", "123456789012", followed_at(parcel, "en"), "/cameras/claim"):
        assert said in letter


@pytest.mark.parametrize(
    ("typed", "error"),
    [("HC-1-0002", WrongBoxError), ("nothing", NoSuchBoxError), ("HC-1-0001", PickedAlreadyError)],
)
def test_a_wrong_box_is_refused_and_changes_nothing(house: Organization, typed: str, error: type[ParcelError]) -> None:
    told = stocked(2)
    parcel = wanted(house, 1)
    parcels.reserve(parcel, shelf(), keeper())
    if error is PickedAlreadyError:
        parcels.pick(parcel, told[0].code, keeper())
    before = list(ParcelUnit.objects.values())
    with pytest.raises(error):
        parcels.pick(parcel, typed, keeper())
    assert list(ParcelUnit.objects.values()) == before


def test_nothing_is_reserved_where_there_is_too_little(house: Organization) -> None:
    stocked(2)
    stocked(5, place=shelf("Shelf B"), first=11)
    parcel = wanted(house, 3)
    with pytest.raises(TooFewError, match="HC-1"):
        parcels.reserve(parcel, shelf(), keeper())
    parcel.refresh_from_db()
    assert (parcel.state, Unit.objects.filter(state="reserved").count(), ParcelUnit.objects.count()) == ("wanted", 0, 0)


def test_two_people_at_once_reserve_a_unit_once(house: Organization) -> None:
    stocked(5)
    both, ready, lost = [wanted(house, 3), wanted(house, 3)], Barrier(2), list[str]()

    def reserve(parcel: Parcel) -> None:
        ready.wait()
        try:
            parcels.reserve(parcel, shelf(), keeper())
        except TooFewError:
            lost.append(parcel.number)
        finally:
            connection.close()

    threads = [Thread(target=reserve, args=(one,)) for one in both]
    keeper()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(lost) == 1
    assert Unit.objects.filter(state="reserved").count() == ParcelUnit.objects.values("unit").distinct().count() == 3


def test_two_people_who_reserve_the_same_parcel_reserve_it_once(house: Organization) -> None:
    stocked(6)
    parcel, ready, refused = wanted(house, 3), Barrier(2), list[str]()

    def reserve(mine: Parcel) -> None:
        ready.wait()
        try:
            parcels.reserve(mine, shelf(), keeper())
        except ParcelError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=reserve, args=(Parcel.objects.get(pk=parcel.pk),)) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (refused, parcel.boxes.count()) == (["not_possible"], 3)


@pytest.mark.parametrize("after", ["wanted", "reserved", "picked"])
def test_a_cancelled_parcel_gives_its_units_back_and_leads_to_nobody(house: Organization, after: str) -> None:
    [told] = stocked(1)
    parcel = wanted(house)
    if after != "wanted":
        parcels.reserve(parcel, shelf(), keeper())
    if after == "picked":
        parcels.pick(parcel, told.code, keeper())
    parcels.cancel(parcel, keeper())
    unit = Unit.objects.get()
    assert (parcel.state, unit.state, unit.organization, unit.place) == ("cancelled", "stock", None, shelf())
    assert not unit.events.exclude(organization=None).exists()
    with pytest.raises(ParcelError):
        parcels.reserve(parcel, shelf(), keeper())


def test_nothing_is_sent_to_whose_contract_is_over(house: Organization) -> None:
    [told] = stocked(1)
    first, second = wanted(house), wanted(house)
    parcels.reserve(first, shelf(), keeper())
    parcels.pick(first, told.code, keeper())
    Organization.objects.update(ended_at=timezone.now())
    with pytest.raises(EndedError):
        parcels.reserve(second, shelf(), keeper())
    with pytest.raises(EndedError):
        parcels.send(first, "other", "", keeper())
    parcels.cancel(first, keeper())
    assert Unit.objects.get().state == "stock"


def test_a_parcel_on_its_way_cannot_be_cancelled(house: Organization) -> None:
    parcel = sent(house, stocked(1))
    with pytest.raises(ParcelError):
        parcels.cancel(parcel, keeper())
    parcels.arrived(parcel)
    with pytest.raises(ParcelError):
        parcels.arrived(parcel)


def test_a_single_unit_leaves_in_a_parcel_of_one(house: Organization) -> None:
    [told] = stocked(1)
    parcel = parcels.send_one(Unit.objects.get(), house, keeper())
    assert (parcel.state, parcel.boxes.get().unit, parcel.lines.get().count) == ("sent", Unit.objects.get(), 1)
    assert claiming.claim(told.code, house, "Cellar", house.memberships.get().user).organization == house
    with pytest.raises(unit_errors.WrongStateError):
        parcels.send_one(Unit.objects.get(), house, keeper())
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize(
    ("carrier", "typed", "kept"),
    [
        ("yamato", "1234 5678 9012", "123456789012"),
        ("sagawa", "１２３４ー５６７８ー９０１２", "123456789012"),
        ("japan_post", "eg123456789jp", "EG123456789JP"),
        ("japan_post", "1234-5678-901", "12345678901"),
        ("other", "", ""),
        ("yamato", "12345", None),
        ("yamato", "", None),
        ("pigeon", "123456789012", None),
    ],
)
def test_a_tracking_number_is_kept_as_its_carrier_writes_it(carrier: str, typed: str, kept: str | None) -> None:
    assert tracking(carrier, typed) == kept


def test_a_parcel_goes_to_the_contracts_address_unless_it_says_another(house: Organization) -> None:
    parcel = wanted(house)
    with using("shipping"):
        assert recipient(parcel) is None
        contract(house)
        found = recipient(parcel)
        assert found is not None
        assert (found.address, found.name) == (TYPED["address"], TYPED["name"])
        other = wanted(house, address={"name": "佐藤", "postal_code": "060-0001", "address": "札幌市中央区1"})
        found = recipient(Parcel.objects.get(pk=other.pk))
        assert found is not None
        assert (found.name, found.address, found.corporate_name) == ("佐藤", "札幌市中央区1", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM logistics_parcel")
        assert "札幌" not in repr(cursor.fetchall())


@pytest.mark.clause("PP-2-2(1)")
@pytest.mark.parametrize("purpose", ["fees", "upkeep", "payment_check", "improvement"])
def test_where_a_parcel_goes_is_opened_for_no_purpose_that_sees_no_address(house: Organization, purpose: str) -> None:
    contract(house)
    parcel = wanted(house)
    with using(purpose), pytest.raises(RefusedError):
        recipient(parcel)


def test_who_is_erased_leaves_units_in_stock_and_no_parcel(house: Organization) -> None:
    stocked(2)
    parcels.reserve(wanted(house), shelf(), keeper())
    erase(house.subject, lambda *_: None)
    assert not Parcel.objects.exists()
    assert Unit.objects.filter(state="stock", organization=None).count() == 2


def test_what_is_wiped_leads_to_no_parcel(house: Organization) -> None:
    parcel = sent(house, stocked(1))
    unit = Unit.objects.get()
    life.take_back(unit, keeper(), shelf())
    assert unit.place == shelf()
    keying.wipe(unit, keeper())
    assert parcel.boxes.get().unit is None
    assert not unit.events.exclude(organization=None).exists()
