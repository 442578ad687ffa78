"""A camera from its box to its first value, and a broken one's replacement, as its owner sees them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.captures.services import accept
from harimi.service.devices import caring
from harimi.service.devices.models import Device
from harimi.service.logistics import claiming, faults, life, unit_errors
from harimi.service.logistics.models import Fault, Parcel, Unit
from harimi.service.pages.guide import steps
from harimi.service.readings.replacing import claim_instead
from tests.meters import shot
from tests.services.logistics import keeper, sent, shelf, stocked
from tests.services.office import desk, signed_in
from tests.services.world import World, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = (datetime.now(UTC) - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


def _claim(made: World, client: Client, **more: str) -> Device:
    [told] = stocked(1)
    sent(made.site.organization, [told])
    page = client.get(f"/cameras/claim?code={told.code}")
    assert told.code in page.text
    answer = client.post("/cameras/claim", {"code": told.code, "name": "Cellar", **more})
    device = Unit.objects.get(serial=told.serial).device
    assert device is not None
    assert answer["Location"] == f"/cameras/{device.pk}/guide"
    return device


def _done(device: Device) -> list[str]:
    return [one.code for one in steps(device) if one.done]


def test_the_guide_ticks_what_is_done_by_itself(made: World) -> None:
    client = signed_in(made.owner)
    device = _claim(made, client)
    assert _done(device) == ["claimed"]
    page = client.get(f"/cameras/{device.pk}/guide").text
    assert f'href="/cameras/{device.pk}"' in page
    assert "data-running" in page
    Device.objects.filter(pk=device.pk).update(heard_at=timezone.now())
    device.refresh_from_db()
    assert _done(device) == ["claimed", "heard"]
    caring.put_over(device, made.register.meter, made.owner)
    assert _done(device) == ["claimed", "heard", "meter"]
    accept(device, shot(made.living, Decimal(8767), 2), timezone.now())
    assert _done(device) == ["claimed", "heard", "meter", "photograph"]
    assert f"/meters/{made.register.meter_id}/face" in client.get(f"/cameras/{device.pk}/guide").text


def test_a_replacement_needs_no_meter_and_no_face_again(made: World) -> None:
    work()
    client = signed_in(made.owner)
    faults.report(made.device, "broken", made.owner)
    device = _claim(made, client, replaces=str(made.device.pk))
    assert _done(device) == ["claimed", "meter", "face"]
    accept(device, shot(made.living, Decimal(8767), 2), timezone.now())
    work()
    assert _done(device) == [one.code for one in steps(device)]
    assert "All is set up" in client.get(f"/cameras/{device.pk}/guide").text


def test_the_box_of_a_replacement_knows_which_camera_it_replaces(made: World) -> None:
    fault, client, logistics = faults.report(made.device, "power", made.owner), signed_in(made.owner), desk(StaffRole.LOGISTICS)
    [told] = stocked(1)
    assert "fault=" in logistics.get("/office/faults").text
    logistics.post(f"/office/parcels/new?to={made.site.organization_id}&fault={fault.pk}", {"count_0": "1"})
    parcel, step = Parcel.objects.get(), f"/office/parcels/{Parcel.objects.get().pk}/step"
    assert (parcel.fault, Fault.objects.get().state) == (fault, "answered")
    logistics.post(step, {"step": "reserve", "place": shelf().pk})
    logistics.post(step, {"step": "pick", "code": told.code})
    logistics.post(step, {"step": "send", "carrier": "other"})
    page = client.get(f"/cameras/claim?code={told.code}").text
    assert f'<option value="{made.device.pk}" selected>' in page
    client.post("/cameras/claim", {"code": told.code, "name": "New", "replaces": str(made.device.pk)})
    assert Fault.objects.get().state == "over"
    assert made.device.installations.get().until is not None


def test_nobody_replaces_a_camera_of_others_or_one_that_works(made: World) -> None:
    other = world("pressure", since=START, email="other@example.jp", faced=False)
    faults.report(other.device, "power", other.owner)
    client = signed_in(made.owner)
    [told] = stocked(1)
    sent(made.site.organization, [told])
    faults.report(made.device, "power", made.owner)
    for wrong in (other.device, claim_of(made)):
        answer = client.post("/cameras/claim", {"code": told.code, "name": "New", "replaces": str(wrong.pk)})
        assert answer.status_code == 422
    assert other.device.installations.get().until is None


def claim_of(made: World) -> Device:
    """Another camera of theirs, which works."""
    return caring.connect_own(made.site.organization, "Own", made.owner)[0]


def test_an_owner_reports_a_fault_and_takes_it_back(made: World) -> None:
    client, page = signed_in(made.owner), f"/cameras/{made.device.pk}/fault"
    assert client.post(page, {"code": "mood"}).status_code == 422
    client.post(page, {"code": "blurred"})
    assert (Fault.objects.get().code, Fault.objects.get().reported_by) == ("blurred", made.owner)
    client.post(page, {"code": "power"})
    assert Fault.objects.count() == 1
    assert "photographs are blurred" in client.get(f"/cameras/{made.device.pk}").text
    client.post(page, {"code": "over"})
    assert Fault.objects.get().state == "over"


def test_the_office_sees_faults_and_what_is_late_and_no_name(made: World) -> None:
    [told] = stocked(1)
    sent(made.site.organization, [told])
    device = claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    fault = faults.report(device, "broken", made.owner)
    support = desk(StaffRole.SUPPORT)
    page = support.get("/office/faults").text
    assert "It is broken" in page
    assert "Send a replacement" not in page
    for hidden in ("Home", "Cellar", made.owner.email):
        assert hidden not in page
    support.post(f"/office/faults/{fault.pk}/step", {"step": "back"})
    Unit.objects.update(wanted_back_at=timezone.now() - timedelta(days=29))
    assert ">late<" in support.get("/office/faults").text
    life.take_back(Unit.objects.get(), keeper())
    assert ">late<" not in support.get("/office/faults").text
    support.post(f"/office/faults/{fault.pk}/step", {"step": "over"})
    assert "There are no faults" in support.get("/office/faults").text


def test_a_claim_with_a_wrong_code_replaces_nothing(made: World) -> None:
    faults.report(made.device, "power", made.owner)
    with pytest.raises(unit_errors.NoSuchCodeError):
        claim_instead("AAAA-BBBB-CCCC-DDDD", made.device, "New", made.owner)
    assert made.device.installations.get().until is None
