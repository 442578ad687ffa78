"""Units as staff see them: registered, shipped and taken back by hand, and nobody else's business."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from harimi.service.logistics import claiming, keying
from harimi.service.logistics.models import Unit
from harimi.service.privacy.models import AuditEvent
from tests.services.world import person, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


def _client(email: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert client.login(email=email, password="a long password")
    return client


def _staff() -> Client:
    person("staff@example.jp", staff=True)
    return _client("staff@example.jp")


def test_a_run_of_units_is_registered_and_its_codes_are_on_the_answer_alone() -> None:
    staff = _staff()
    page = staff.post("/office/units/new", {"model": "HC-1", "batch": "B7", "serials": "HC-0098..0101\nHC-0098 X１"})
    words = page.content.decode()
    assert list(Unit.objects.order_by("pk").values_list("serial", flat=True).order_by("serial")) == [
        *("HC-0098", "HC-0099", "HC-0100", "HC-0101", "X1")
    ]
    codes = re.findall(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</code>", words)
    assert len(set(codes)) == 5
    assert len(re.findall(r"hu_[\w-]{40,}", words)) == 5
    listed = staff.get("/office/units?q=b7").content.decode()
    assert listed.count("/office/units/") >= 5
    assert not any(one in listed for one in codes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("HC202611280009..202611280010", ["HC202611280009", "HC202611280010"]),
        ("HC202611280009..10", ["HC202611280009", "HC202611280010"]),
        ("A-98..101", ["A-98", "A-99", "A-100", "A-101"]),
    ],
)
def test_a_run_keeps_every_digit_that_its_serial_numbers_have(typed: str, meant: list[str]) -> None:
    _staff().post("/office/units/new", {"model": "HC-1", "serials": typed})
    assert sorted(Unit.objects.values_list("serial", flat=True), key=lambda one: (len(one), one)) == meant


def test_pages_with_secrets_are_kept_by_no_browser() -> None:
    made, staff = world("energy", since=START, faced=False), _staff()
    labels = staff.post("/office/units/new", {"model": "HC-1", "serials": "HC-1"})
    token = _client(made.owner.email).post(f"/cameras/{made.device.pk}/token")
    own = _client(made.owner.email).post("/cameras/own", {"name": "Own"})
    for page in (labels, token, own):
        assert re.search(r"h[uc]_[\w-]{40,}", page.content.decode())
        assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("serials", ["", "A1..A999999999", "H-1..9999999999999", "x" * 90])
def test_serials_that_cannot_be_are_told(serials: str) -> None:
    answer = _staff().post("/office/units/new", {"model": "HC-1", "serials": serials})
    assert (answer.status_code, Unit.objects.count()) == (422, 0)


def test_a_serial_that_is_known_is_told_and_nothing_is_registered() -> None:
    staff = _staff()
    staff.post("/office/units/new", {"model": "HC-1", "serials": "HC-2"})
    answer = staff.post("/office/units/new", {"model": "HC-1", "serials": "HC-1..3"})
    assert answer.status_code == 422
    assert "HC-2 is known already" in answer.content.decode()
    assert Unit.objects.count() == 1


def test_a_unit_goes_out_and_comes_back_by_hand_and_the_customer_sees_who_looked() -> None:
    made, staff = world("energy", since=START, faced=False), _staff()
    page = staff.post("/office/units/new", {"model": "HC-1", "serials": "HC-2"})
    [told], unit = [one for one, _ in page.context["labels"]], Unit.objects.get()
    address = f"/office/units/{unit.pk}"
    key = str(made.site.organization_id)
    for nothing in ("", "?q=", "?q=Hom"):
        assert key not in staff.get(address + nothing).content.decode()
    assert not AuditEvent.objects.filter(action="looked").exists()
    for known in ("Home", key, made.owner.email):
        assert key in staff.get(address, {"q": known}).content.decode()
    assert AuditEvent.objects.filter(action="looked").count() == 3
    staff.post(f"{address}/step", {"step": "ship", "organization": key})
    assert key not in staff.get(address, {"q": "Home"}).content.decode(), "it is somebody's already"
    claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    shown = staff.get(address).content.decode()
    assert "the customer" in shown
    assert made.owner.email not in shown
    staff.post(f"{address}/step", {"step": "take_back"})
    wiped = staff.post(f"{address}/step", {"step": "wipe"})
    assert re.search(r"hu_[\w-]{40,}", wiped.content.decode())
    assert "Home" not in staff.get("/office/units").content.decode()
    assert "Not from this state" in staff.post(f"{address}/step", {"step": "wipe"}, follow=True).content.decode()


@pytest.mark.parametrize("who", ["owner@example.jp", ""])
def test_units_are_staffs_alone(who: str) -> None:
    world("energy", since=START, faced=False)
    [_] = keying.register(["HC-9"], "HC-1", "", person("stock@example.jp", staff=True))
    unit = Unit.objects.get()
    client = _client(who) if who else Client()
    for address in (f"/office/units/{unit.pk}", "/office/units", "/office/units/new"):
        assert client.get(address).status_code in (302, 404)
    assert client.post(f"/office/units/{unit.pk}/step", {"step": "retire"}).status_code in (302, 404)
    unit.refresh_from_db()
    assert unit.state == "stock"
