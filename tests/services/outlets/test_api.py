"""The feed of events, what Prometheus scrapes, and outlets by the API."""

import json
import shutil
import subprocess
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from harimi.service.outlets.models import Event, Outlet
from harimi.service.readings.models import State
from harimi.service.readings.standing import keep_standings
from tests.instances import prometheus
from tests.instances.program import absent, open_folder
from tests.services.api_calls import calling, token_for
from tests.services.outlets.scene import START, customer, known, later, outlet, say, sent, water, withdraw
from tests.services.third_parties.scene import Server

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


def test_a_program_reads_on_from_a_number_and_misses_nothing() -> None:
    owner, site = customer()
    other_owner, other = customer("other@example.jp")
    client, stranger = calling(token_for(site.organization, owner)), calling(token_for(other.organization, other_owner))
    begun = client.get("/api/v1/events").json()
    assert (begun["data"], begun["last"], begun["newest"]) == ([], 0, 0)
    register = water(site)
    for hour in range(4):
        say(register, hour, 1000 + hour)
    withdraw(register, 3)
    first = client.get("/api/v1/events?limit=2").json()
    rest = client.get(f"/api/v1/events?after={first['last']}").json()
    assert [one["number"] for one in (*first["data"], *rest["data"])] == [1, 2, 3, 4, 5]
    assert rest["data"][-1]["data"]["value"] is None
    assert client.get("/api/v1/events?after=5").json()["last"] == 5
    only = client.get("/api/v1/events?event_type=reading.corrected").json()
    assert [one["number"] for one in only["data"]] == [5]
    assert stranger.get("/api/v1/events").json()["data"] == []


def test_the_same_comes_in_bulk_a_line_each() -> None:
    owner, site = customer()
    client = calling(token_for(site.organization, owner))
    client.get("/api/v1/events")
    register = water(site)
    for hour in range(3):
        say(register, hour, 1000 + hour)
    answer: Any = client.get("/api/v1/events.jsonl?after=1")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    lines = b"".join(answer.streaming_content).splitlines()
    assert [json.loads(one)["number"] for one in lines] == [2, 3]
    assert [str(one.pk) for one in Event.objects.order_by("number")][1:] == [json.loads(one)["id"] for one in lines]


def test_prometheus_is_told_the_newest_value_and_settled_totals_in_its_own_format() -> None:
    owner, site = customer()
    register = water(site, 'Water "1"')
    say(register, 1, 1000, State.CONFIRMED)
    say(register, 2, 1010)
    keep_standings()
    answer = calling(token_for(site.organization, owner)).get("/api/v1/prometheus")
    text = answer.content.decode()
    labels = f'{{meter="Water \\"1\\"",register="",register_id="{register.pk}",site="Home",unit="m³"}}'
    assert f"harimi_value{labels} 101.0" in text
    assert f"harimi_counted_total{labels} 100.0" in text
    assert f"harimi_settled{labels} 0.0" in text
    if shutil.which("promtool") is None:
        absent("no promtool (Debian: apt-get install prometheus)")
    checked = subprocess.run(["promtool", "check", "metrics"], input=answer.content, capture_output=True, check=False)  # noqa: S607
    assert checked.returncode == 0, checked.stderr


def test_a_real_prometheus_scrapes_as_the_documentation_says(live_server: LiveServer) -> None:
    if why := prometheus.installed():
        absent(why)
    owner, site = customer()
    for name, value in (("Water", 1000), ("Garden", 500)):
        say(water(site, name), 1, value, State.CONFIRMED)
    keep_standings()
    token = token_for(site.organization, owner, "readings:read")
    with open_folder("prometheus") as folder:
        server = prometheus.Prometheus(folder / "p", f"{live_server.url}/api/v1/prometheus", token)
        server.start()
        try:
            assert server.ask("harimi_value") == {"Water": 100.0, "Garden": 50.0}
            assert server.ask("harimi_counted_total > 60") == {"Water": 100.0}
        finally:
            server.stop()


def test_outlets_are_seen_switched_and_sent_to(server: Server, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    known(monkeypatch, settings)
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    other_owner, other = customer("other@example.jp")
    client, stranger = calling(token_for(site.organization, owner)), calling(token_for(other.organization, other_owner))
    server.answer = (503, {}, b"")
    say(register, 1, 1000)
    sent()
    told = client.get("/api/v1/outlets").json()["data"][0]
    assert (told["id"], told["waits"], told["fault"], told["host"]) == (str(made.pk), 1, "http_503", "partner.example")
    assert "secret" not in json.dumps(told)
    server.answer = (200, {}, b"")
    assert client.post(f"/api/v1/outlets/{made.pk}/send").status_code == 200
    sent()
    assert client.get(f"/api/v1/outlets/{made.pk}").json()["waits"] == 0
    again = {"since": START.isoformat()}
    assert client.post(f"/api/v1/outlets/{made.pk}/again", again, content_type="application/json").status_code == 200
    sent()
    assert len(server.taken) == 3
    off = client.patch(f"/api/v1/outlets/{made.pk}", {"on": False}, content_type="application/json")
    assert (off.status_code, off.json()["on"], Outlet.objects.get().on) == (200, False, False)
    for answer in (
        stranger.get(f"/api/v1/outlets/{made.pk}"),
        stranger.post(f"/api/v1/outlets/{made.pk}/send"),
        stranger.post(f"/api/v1/outlets/{made.pk}/again", again, content_type="application/json"),
        stranger.patch(f"/api/v1/outlets/{made.pk}", {"on": True}, content_type="application/json"),
    ):
        assert answer.status_code == 404
    later()
    assert not Outlet.objects.get().on
