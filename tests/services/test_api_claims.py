"""Cameras out of a box by the API: claimed by the code, which nobody guesses; broken ones are reported and replaced."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from harimi.service.devices.models import Device
from harimi.service.logistics import claiming, faults, parcels
from harimi.service.logistics.guessing import TRIES
from harimi.service.logistics.models import Fault, Unit
from tests.services.api_calls import calling, token_for
from tests.services.logistics import keeper, sent, shelf, stocked
from tests.services.world import World, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
JSON = "application/json"


@pytest.fixture
def made() -> World:
    """A meter that a camera watches."""
    made = world("energy", since=START)
    work()
    return made


@pytest.fixture
def client(made: World) -> Client:
    """The owner's program."""
    return calling(token_for(made.site.organization, made.owner))


def claim(client: Client, code: str, name: str = "Cellar", **more: Any) -> Any:
    return client.post("/api/v1/camera-claims", {"code": code, "name": name, **more}, content_type=JSON)


def boxed(made: World) -> str:
    """The code on a box that is on its way."""
    [told] = stocked(1)
    sent(made.site.organization, [told])
    return told.code


def test_the_code_on_the_box_makes_the_camera_theirs_once(made: World, client: Client) -> None:
    code = boxed(made)
    first = claim(client, code.lower().replace("-", " "))
    assert (first.status_code, first.json()["name"]) == (200, "Cellar"), first.content
    assert claim(client, code, "Attic").json()["id"] == first.json()["id"]
    device = Device.objects.get(pk=first.json()["id"])
    assert (device.name, Unit.objects.get().device) == ("Cellar", device)
    assert client.get(f"/api/v1/cameras/{device.pk}").json() == first.json()


def test_a_camera_that_was_stopped_is_not_claimed_again_by_its_code(made: World, client: Client) -> None:
    code = boxed(made)
    client.delete(f"/api/v1/cameras/{claim(client, code).json()['id']}")
    assert claim(client, code).json()["code"] == "no_such_code"


def test_a_box_of_another_customer_opens_for_nobody_else(made: World, client: Client) -> None:
    other = world("pressure", since=START, email="other@example.jp", faced=False)
    code = boxed(other)
    answer = claim(client, code)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_code")
    claiming.claim(code, other.site.organization, "Theirs", other.owner)
    assert claim(client, code).json()["code"] == "no_such_code"


def test_codes_are_not_tried_without_end_by_pages_and_programs_together(made: World, client: Client) -> None:
    code = boxed(made)
    codes = {claim(client, f"X{n}").json()["code"] for n in range(TRIES - 1)}
    page = Client(headers={"accept-language": "en"})
    assert page.login(email=made.owner.email, password="a long password")
    assert page.post("/cameras/claim", {"code": "X", "name": "A"}).status_code == 422
    assert codes == {"no_such_code"}
    assert claim(client, code).json()["code"] == "too_many_codes"
    assert Unit.objects.get().state == Unit.State.SHIPPED


def test_a_broken_camera_is_reported_and_another_takes_its_place(made: World, client: Client) -> None:
    path = f"/api/v1/cameras/{made.device.pk}/fault"
    assert client.get(path).status_code == 404
    code = boxed(made)
    refused = claim(client, code, replaces=str(made.device.pk))
    assert (refused.status_code, refused.json()["code"]) == (422, "no_fault")
    first = client.post(path, {"code": "blurred"}, content_type=JSON)
    assert (first.status_code, first.json()["state"]) == (201, "reported")
    assert client.get(path).json() == first.json()
    again = client.post(path, {"code": "power"}, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (422, "reported_already")
    told = claim(client, code, replaces=str(made.device.pk)).json()
    [watches] = client.get(f"/api/v1/cameras/{told['id']}/installations").json()["data"]
    assert watches["meter_id"] == str(made.register.meter_id)
    assert made.device.installations.get().until is not None
    assert Fault.objects.get().state == Fault.State.OVER


def test_a_fault_is_taken_back_until_another_camera_is_on_its_way(made: World, client: Client) -> None:
    path = f"/api/v1/cameras/{made.device.pk}/fault"
    assert client.delete(path).status_code == 404
    client.post(path, {"code": "other"}, content_type=JSON)
    assert client.delete(path).status_code == 204
    client.post(path, {"code": "other"}, content_type=JSON)
    [told] = stocked(1)
    fault = faults.open_fault(made.device)
    parcel = parcels.want(made.site.organization, parcels.Wanted({"HC-1": 1}, {}), keeper(), fault)
    parcels.reserve(parcel, shelf(), keeper())
    parcels.pick(parcel, told.code, keeper())
    parcels.send(parcel, "other", "", keeper())
    assert client.get(path).json()["state"] == "answered"
    refused = client.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (422, "answered")


def test_no_camera_of_another_customer_is_replaced_or_reported(made: World, client: Client) -> None:
    other = world("pressure", since=START, email="other@example.jp", faced=False)
    faults.report(other.device, "power", other.owner)
    assert claim(client, boxed(made), replaces=str(other.device.pk)).status_code == 404
    assert client.post(f"/api/v1/cameras/{other.device.pk}/fault", {"code": "other"}, content_type=JSON).status_code == 404
    assert Unit.objects.get().state == Unit.State.SHIPPED


@pytest.mark.parametrize("body", [{}, {"code": "", "name": "A"}, {"code": "x" * 61, "name": "A"}, {"code": "X", "name": " "}])
def test_what_is_no_claim_is_refused_and_not_counted(made: World, client: Client, body: dict[str, str]) -> None:
    for _ in range(TRIES + 1):
        answer = client.post("/api/v1/camera-claims", body, content_type=JSON)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_request")
    assert claim(client, boxed(made)).status_code == 200


def test_a_token_without_the_scope_and_nobody_claim_nothing(made: World) -> None:
    code = boxed(made)
    few = calling(token_for(made.site.organization, made.owner, "devices:read", "meters:write"))
    assert [claim(one, code).json()["code"] for one in (few, calling(""))] == ["scope_missing", "no_token"]
    assert Unit.objects.get().state == Unit.State.SHIPPED
