"""Retired meters by the API: out of sight, nothing of them gone, and nobody is sent to them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harimi.service.devices.models import Installation
from harimi.service.meters.models import Meter, RoundStop
from harimi.service.readings.models import Reading
from tests.services.api_calls import calling, photograph, token_for
from tests.services.world import World, hours, send, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
EARLY, LATE = "2026-04-06T02:00:00Z", "2026-04-06T04:00:00Z"


@pytest.fixture
def made() -> World:
    """A meter that was read for an hour, is a stop of a round, and was retired two hours later."""
    made = world("energy", since=START)
    send(made, "8766.12", START + hours(1))
    work()
    client = calling(token_for(made.site.organization, made.owner))
    told = {"name": "Way", "registers": [str(made.register.pk)]}
    assert client.post("/api/v1/rounds", told, content_type="application/json").status_code == 201
    Meter.objects.update(retired_at=START + hours(3))
    return made


@pytest.fixture
def client(made: World) -> Client:
    """A program with all scopes."""
    return calling(token_for(made.site.organization, made.owner))


def _say(client: Client, path: str, method: str = "post", **body: Any) -> Any:
    return getattr(client, method)(f"/api/v1{path}", body, content_type="application/json")


def _count(client: Client, path: str) -> int:
    return len(client.get(f"/api/v1{path}").json()["data"])


def test_it_is_listed_where_it_is_asked_for_and_what_it_showed_stays(made: World, client: Client) -> None:
    register = f"/registers/{made.register.pk}"
    assert [_count(client, path) for path in ("/meters", "/registers", "/questions")] == [0, 0, 0]
    for path in ("/meters?state=retired", "/meters?state=all", "/registers?retired=true"):
        assert _count(client, path) == 1, path
    assert [_count(client, f"{register}/{what}") for what in ("readings", "usage", "photographs")] == [2, 1, 2]
    assert _count(client, "/readings") == 2
    assert client.get(f"/api/v1{register}").json()["latest"]["value"] == "8766.12"
    [way] = client.get("/api/v1/rounds").json()["data"]
    assert client.get(f"/api/v1/rounds/{way['id']}").json()["stops"] == []


def test_what_it_showed_is_told_and_set_right_and_nothing_after_that(made: World, client: Client) -> None:
    register = f"/registers/{made.register.pk}"
    assert _say(client, f"{register}/readings", at=EARLY, value="8766.50").status_code == 201
    assert _say(client, f"{register}/readings/2026-04-06T01:00:00Z/correct", value="8766.11").status_code == 200
    shot = {"photo": photograph(made)}
    refused = [
        _say(client, f"{register}/readings", at=LATE, value="8767.00"),
        client.post(f"/api/v1{register}/photographs", shot | {"at": LATE}),
        client.post(f"/api/v1{register}/photographs", {"photo": photograph(made), "at": LATE, "value": "8767.00"}),
        client.post(f"/api/v1/meters/{made.register.meter_id}/photographs", {"photo": photograph(made)}),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(422, "retired")] * 4
    assert "2026-04-06T03:00:00" in refused[0].json()["detail"]
    assert Reading.objects.filter(at__gte=START + hours(3)).count() == 0
    step = _say(client, f"/meters/{made.register.meter_id}/step", step="take_back")
    assert step.json()["retired_at"] is None
    assert _say(client, f"{register}/readings", at=LATE, value="8767.00").status_code == 201


def test_no_camera_and_no_round_is_sent_there_and_its_stops_come_back_with_it(made: World, client: Client) -> None:
    device, register = made.device, str(made.register.pk)
    Installation.objects.update(until=START + hours(2))
    over = _say(client, f"/cameras/{device.pk}/installations", meter_id=str(made.register.meter_id))
    assert (over.status_code, over.json()["code"]) == (422, "retired")
    assert not device.installations.filter(until=None).exists()
    page = Client()
    page.force_login(made.owner)
    told = {"over": str(made.register.meter_id)}
    assert page.post(reverse("change_camera", args=[device.pk]), told).status_code == 404
    [way] = client.get("/api/v1/rounds").json()["data"]
    stopped = _say(client, f"/rounds/{way['id']}", "patch", registers=[register])
    assert (stopped.status_code, stopped.json()["code"]) == (422, "retired")
    assert _say(client, f"/rounds/{way['id']}", "patch", registers=[]).json()["stops"] == []
    assert RoundStop.objects.count() == 1
    _say(client, f"/meters/{made.register.meter_id}/step", step="take_back")
    assert [one["register_id"] for one in client.get(f"/api/v1/rounds/{way['id']}").json()["stops"]] == [register]


@pytest.mark.parametrize(("language", "words"), [("en", "The meter was retired by then."), ("ja", "使用を終了しています。")])
def test_on_its_page_nothing_is_read_after_it_was_retired_either(made: World, language: str, words: str) -> None:
    page = Client(headers={"accept-language": language})
    page.force_login(made.owner)
    answer = page.post(reverse("read_meter", args=[made.register.meter_id]), {"value": "8766.50"})
    assert words in answer.content.decode()
    assert Reading.objects.filter(at__gte=START + hours(3)).count() == 0
