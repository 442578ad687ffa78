"""A broken camera is reported, another one takes its place, and its meter's history goes on as if nothing had been."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from harimi.service.captures.services import accept
from harimi.service.devices.models import Device
from harimi.service.logistics import faults, life, parcels, returns, unit_errors
from harimi.service.logistics.models import Fault, Unit
from harimi.service.notices.sending import send_one
from harimi.service.readings.models import Reading, Usage
from harimi.service.readings.replacing import claim_instead
from harimi.service.rights.leaving import end_contract, take_back
from tests.meters import shot
from tests.services.logistics import keeper, sent, shelf, stocked
from tests.services.world import World, hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = (datetime.now(UTC) - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def made() -> World:
    """A meter that was read once, by a camera that came in a box."""
    made = world("energy", since=START)
    [told] = stocked(1, model="HC-0")
    sent(made.site.organization, [told], model="HC-0")
    Unit.objects.update(device=made.device, state="claimed")
    work()
    return made


def _replaced(made: World) -> Device:
    fault = faults.report(made.device, "broken", made.owner)
    [told] = stocked(1)
    parcel = parcels.want(made.site.organization, parcels.Wanted({"HC-1": 1}, {}), keeper(), fault)
    parcels.reserve(parcel, shelf(), keeper())
    parcels.pick(parcel, told.code, keeper())
    parcels.send(parcel, "other", "", keeper())
    return claim_instead(told.code, made.device, "New camera", made.owner)


def test_the_history_goes_on_under_the_new_camera(made: World) -> None:
    device = _replaced(made)
    now = timezone.now()
    accept(device, shot(made.living, Decimal(8767), 2), now)
    work()
    assert values(made.register) == [876541, 876700]
    assert set(Reading.objects.values_list("register", flat=True)) == {made.register.pk}
    assert Usage.objects.filter(register=made.register, period="hour").exists()
    assert made.register.faces.count() == 2
    [after] = device.installations.all()
    before = made.device.installations.get()
    assert (after.meter, after.frame, after.since) == (before.meter, before.frame, before.until)
    assert made.register.faces.filter(view=after.pk).get().data == made.register.faces.get(view=before.pk).data


def test_what_the_old_camera_sends_late_is_read_as_its_own(made: World) -> None:
    device = _replaced(made)
    accept(device, shot(made.living, Decimal(8768), 2), timezone.now())
    work()
    send(made, "8766.5", START + hours(3), 3)
    work()
    assert values(made.register) == [876541, 876650, 876800]
    late = Reading.objects.filter(at=START + hours(3))
    told = late.values_list("attempt__cut__capture__device", "attempt__face__view").get()
    assert told == (made.device.pk, made.device.installations.get().pk)


def test_the_new_camera_takes_photographs_as_the_old_one_was_told_to(made: World) -> None:
    Device.objects.filter(pk=made.device.pk).update(settings={"every_minutes": 15})
    made.device.refresh_from_db()
    device = _replaced(made)
    device.refresh_from_db()
    assert device.settings == {"every_minutes": 15}


def test_the_fault_is_over_and_the_old_unit_is_expected_back(made: World) -> None:
    _replaced(made)
    old = Unit.objects.get(model="HC-0")
    assert (Fault.objects.get().state, old.wanted_back_at is not None) == ("over", True)
    assert [one.pk for one in returns.expected()] == [old.pk]
    assert made.device.stopped_at is None
    life.take_back(old, keeper(), shelf())
    assert not returns.expected().exists()
    made.device.refresh_from_db()
    assert made.device.stopped_at is not None
    assert values(made.register) == [876541]


def test_a_fault_is_answered_once_its_replacement_is_wanted(made: World) -> None:
    fault = faults.report(made.device, "power", made.owner)
    with pytest.raises(faults.ReportedAlreadyError):
        faults.report(made.device, "other", made.owner)
    parcels.want(made.site.organization, parcels.Wanted({"HC-1": 1}, {}), keeper(), fault)
    assert Fault.objects.get().state == "answered"
    faults.end(fault)
    assert faults.report(made.device, "other", made.owner).state == "reported"


def test_nothing_changes_where_the_code_is_none(made: World) -> None:
    faults.report(made.device, "power", made.owner)
    with pytest.raises(unit_errors.NoSuchCodeError):
        claim_instead("AAAA-BBBB-CCCC-DDDD", made.device, "New camera", made.owner)
    assert made.device.installations.get().until is None
    assert Fault.objects.get().state == "reported"


def test_who_keeps_the_old_unit_is_reminded_after_two_and_four_weeks(made: World) -> None:
    unit = Unit.objects.get(model="HC-0")
    life.ask_back(unit, keeper())
    now = timezone.now()
    assert [returns.remind(now + timedelta(days=n)) for n in (13, 14, 15, 28, 29, 90)] == [0, 1, 0, 1, 0, 0]
    assert [returns.late(unit, now + timedelta(days=n)) for n in (27, 28)] == [False, True]
    while send_one():
        pass
    told = [one for one in mail.outbox if unit.serial in one.body and unit.serial in one.subject]
    assert [one.to for one in told] == [[made.owner.email]] * 2


def test_who_was_never_reminded_is_reminded_once_however_late_that_is(made: World) -> None:
    life.ask_back(Unit.objects.get(model="HC-0"), keeper())
    late = timezone.now() + timedelta(days=40)
    assert [returns.remind(late), returns.remind(late)] == [1, 0]


def test_whose_contract_ends_is_asked_for_their_units_until_it_goes_on(made: World) -> None:
    organization = made.site.organization
    end_contract(organization, actor=made.owner)
    assert [one.model for one in returns.expected()] == ["HC-0"]
    assert returns.remind(timezone.now() + timedelta(days=14)) == 1
    organization.refresh_from_db()
    take_back(organization, actor=made.owner)
    assert not returns.expected().exists()
