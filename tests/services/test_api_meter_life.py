"""How a meter and its camera do, what happened to them, and notes, by the API."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.devices.models import DeviceReport
from harimi.service.meters.places import let, new_tenant
from harimi.service.privacy.choices import Asked, consent, stop
from harimi.service.readings.annotating import LONGEST
from harimi.service.readings.exchanging import Instrument, Side, Swap, exchange
from harimi.service.readings.models import Annotation, Attempt
from harimi.service.readings.settled import Word, settle_by_person
from tests.services.api_calls import calling, token_for
from tests.services.world import World, hours, member, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
JSON = "application/json"


@pytest.fixture
def made() -> World:
    """A meter that was read once."""
    made = world("energy", since=START)
    work()
    return made


@pytest.fixture
def client(made: World) -> Client:
    """The owner's program."""
    return calling(token_for(made.site.organization, made.owner))


def _events(client: Client, made: World) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(f"/api/v1/meters/{made.register.meter_id}/events").json()["data"]
    return listed


def test_health_tells_whether_photographs_come_and_are_read() -> None:
    made = world("energy", since=timezone.now() - timedelta(hours=5))
    for n in (1, 2, 3):
        send(made, "8766.12", made.installation.since + hours(n), n)
    work()
    client = calling(token_for(made.site.organization, made.owner))
    told = client.get(f"/api/v1/registers/{made.register.pk}/health").json()
    assert (told["every_seconds"], told["late"]) == (3600, False)
    assert [(one["days"], one["published"], one["asks"], one["unreadable"]) for one in told["decided"]] == [
        (7, 4, 0, 0),
        (30, 4, 0, 0),
    ]
    assert [one["camera_id"] for one in told["cameras"]] == [str(made.device.pk)]
    nothing = world("pressure", since=START, email="second@example.jp", faced=False)
    quiet = calling(token_for(nothing.site.organization, nothing.owner))
    told = quiet.get(f"/api/v1/registers/{nothing.register.pk}/health").json()
    assert (told["photograph_at"], told["every_seconds"], told["late"]) == (None, None, False)


def test_what_a_camera_says_of_itself_is_told_as_far_as_its_organization_lets_it(made: World, client: Client) -> None:
    DeviceReport.objects.create(device=made.device, firmware="4.2-test", battery_percent=71)
    made.device.log.create(at=START, level="warning", event="network_lost", code=7)
    path, subject = f"/api/v1/cameras/{made.device.pk}/health", made.site.organization.subject_id
    asked = Asked("shown", "en", "test", made.owner.subject_id)
    told = client.get(path).json()
    assert told["report"] is None
    [line] = told["log"]
    assert (line["level"], line["event"], line["code"]) == ("warning", "network_lost", 7)
    consent("camera_device", asked, subject=subject)
    report = client.get(path).json()["report"]
    assert (report["firmware"], report["battery_percent"]) == ("4.2-test", 71)
    stop(subject, asked, item="camera_log")
    assert client.get(path).json()["log"] == []


def test_what_happened_is_told_with_its_values(made: World, client: Client) -> None:
    settle_by_person(Attempt.objects.get(), Word(Decimal("8765.40"), made.owner))
    sides = Side(Decimal(8766)), Side(Decimal(0))
    exchange(Swap(made.register, START + hours(2), *sides, Instrument(serial="N-1", digits=8, decimals=2), made.owner))
    told = {one["kind"]: one for one in _events(client, made)}
    assert {"registered", "camera_connected", "face", "settled", "exchange"} <= told.keys()
    assert told["settled"]["details"] == {"before": "8765.41"}
    assert told["exchange"]["details"] == {"last": "8766.00", "first": "0.00", "serial": ""}
    assert told["exchange"]["register_id"] == str(made.register.pk)
    assert told["face"]["details"] == {"version": 1}
    assert told["camera_connected"]["details"] == {"name": "Camera"}
    assert told["face"]["by"] == "owner@example.jp"


def test_people_are_told_of_to_tokens_with_that_scope_alone(made: World, client: Client) -> None:
    tenant = new_tenant(made.site.organization, "Room 3", actor=made.owner)
    let(made.register.meter, tenant, START, actor=made.owner)
    assert [one["details"] for one in _events(client, made) if one["kind"] == "let"] == [{"name": "Room 3"}]
    few = calling(token_for(made.site.organization, made.owner, "meters:read"))
    assert {one["by"] for one in _events(few, made)} == {None}
    assert "Room 3" not in str(_events(few, made))


def test_a_note_is_made_once_changed_by_its_tag_and_deleted(made: World, client: Client) -> None:
    path, body = (
        f"/api/v1/meters/{made.register.meter_id}/notes",
        {"at": "2026-04-06T03:00:00Z", "text": " The leak\nwas mended "},
    )
    first, again = (client.post(path, body, content_type=JSON, headers={"idempotency-key": "a"}) for _ in range(2))
    assert first.json() == again.json()
    assert (first.status_code, first.json()["text"]) == (201, "The leak was mended")
    one = f"{path}/{first.json()['id']}"
    [listed] = client.get(path).json()["data"]
    assert listed == first.json()
    [told] = [event for event in _events(client, made) if event["kind"] == "note"]
    assert told["details"] == {"text": "The leak was mended", "note_id": listed["id"]}
    changed = client.patch(one, {"text": "Mended"}, content_type=JSON)
    assert changed.json() == listed | {"text": "Mended"}
    tag = {"if-match": changed.headers["ETag"]}
    assert (
        client.patch(one, {"at": "2026-04-06T04:00:00Z"}, content_type=JSON, headers=tag).json()["at"] == "2026-04-06T04:00:00Z"
    )
    late = client.patch(one, {"text": "No"}, content_type=JSON, headers=tag)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert client.delete(one).status_code == 204
    assert client.delete(one).status_code == 404
    assert not Annotation.objects.exists()


def test_the_notes_come_in_pages(made: World, client: Client) -> None:
    path = f"/api/v1/meters/{made.register.meter_id}/notes"
    for n in range(3):
        client.post(path, {"at": "2026-04-06T03:00:00Z", "text": f"note {n}"}, content_type=JSON)
    page = client.get(f"{path}?limit=2").json()
    rest = client.get(f"{path}?limit=2&cursor={page['next']}").json()
    assert [one["text"] for one in page["data"] + rest["data"]] == ["note 2", "note 1", "note 0"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"at": "2026-04-06T03:00:00Z", "text": " \n"}, "empty"),
        ({"at": "2026-04-06T03:00:00Z", "text": ""}, "bad_request"),
        ({"at": "2026-04-06T03:00:00Z", "text": "x" * (LONGEST + 1)}, "bad_request"),
        ({"at": "2026-04-06T03:00:00", "text": "no zone"}, "bad_request"),
        ({"at": "1066-10-14T09:00:00Z", "text": "before meters"}, "bad_request"),
        ({"text": "no moment"}, "bad_request"),
        ({"at": "2026-04-06T03:00:00Z", "text": "x", "by": "me"}, "bad_request"),
    ],
)
def test_what_is_no_note_is_refused(made: World, client: Client, body: dict[str, str], code: str) -> None:
    answer = client.post(f"/api/v1/meters/{made.register.meter_id}/notes", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Annotation.objects.exists()


def test_a_note_of_another_meter_is_not_found_under_this_one(made: World, client: Client) -> None:
    stranger = world("pressure", since=START, email="stranger@example.jp")
    theirs = Annotation.objects.create(meter=stranger.register.meter, at=START, text="theirs", made_by=stranger.owner)
    path = f"/api/v1/meters/{made.register.meter_id}/notes/{theirs.pk}"
    assert client.patch(path, {"text": "mine"}, content_type=JSON).status_code == 404
    assert client.delete(path).status_code == 404
    assert Annotation.objects.get().text == "theirs"


def test_a_manager_who_became_a_viewer_has_no_token_any_more(made: World) -> None:
    user: User = member(made.site.organization, "manager@example.jp", "manager")
    client = calling(token_for(made.site.organization, user))
    path = f"/api/v1/meters/{made.register.meter_id}/notes"
    assert client.post(path, {"at": "2026-04-06T03:00:00Z", "text": "mine"}, content_type=JSON).status_code == 201
    user.memberships.update(role="viewer")
    assert client.get(path).status_code == 401
