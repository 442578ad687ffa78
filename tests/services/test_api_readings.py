"""Values by the API: with state, confidence and evidence; told, confirmed, corrected; followed by their changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harimi.service.accounts.models import Activity
from harimi.service.readings.models import Attempt, Reading, Recount, Usage
from tests.services.api_calls import calling, photograph, token_for
from tests.services.world import World, hours, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    """A meter with a camera, read at two hours."""
    made = world("energy", since=START)
    send(made, "8766.12", START + hours(1))
    work()
    return made


@pytest.fixture
def client(made: World) -> Client:
    """A program with all scopes."""
    return calling(token_for(made.site.organization, made.owner))


def _at(made: World, at: str, what: str = "") -> str:
    return f"/api/v1/registers/{made.register.pk}/readings/{at}{what}"


def _say(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, body, content_type="application/json")


def test_a_reading_tells_how_far_it_is_to_be_believed_and_why(made: World, client: Client) -> None:
    told = client.get(_at(made, "2026-04-06T01:00:00Z")).json()
    assert (told["value"], told["total"], told["unit"], told["state"]) == ("8766.12", "8766.12", "kWh", "estimated")
    assert told["at"] == "2026-04-06T01:00:00Z"
    assert 0.9 < told["confidence"] <= 1
    assert told["evidence"]["face_version"] == 1
    assert told["evidence"]["read_by"] == "segment_cells"
    assert all(isinstance(one["value"], str) for one in told["evidence"]["rivals"])
    picture = client.get(f"/api/v1/photographs/{told['evidence']['picture']}").json()
    assert picture["taken_at"] == told["at"]


def test_a_person_confirms_corrects_and_gives_up_by_the_same_rules_as_on_the_page(made: World, client: Client) -> None:
    path = "2026-04-06T01:00:00Z"
    sure = _say(client, _at(made, path, "/confirm")).json()
    assert (sure["value"], sure["state"], sure["by_person"]) == ("8766.12", "confirmed", True)
    other = _say(client, _at(made, path, "/correct"), value="8767.12", reason="a spider").json()
    assert (other["value"], other["state"], other["reason"]) == ("8767.12", "corrected", "a spider")
    assert Usage.objects.get(register=made.register, period="hour").amount == 171
    lost = _say(client, _at(made, path, "/unreadable"), reason="fog").json()
    assert (lost["value"], lost["state"]) == (None, "unreadable")
    assert not Usage.objects.filter(register=made.register).exists()
    nothing = _say(client, _at(made, path, "/confirm"))
    assert (nothing.status_code, nothing.json()["code"]) == (422, "no_value")
    impossible = _say(client, _at(made, path, "/correct"), value="99999999.99")
    assert (impossible.status_code, impossible.json()["code"]) == (422, "impossible")
    assert set(Activity.objects.values_list("action", flat=True)) >= {"meter.corrected", "meter.unreadable"}


def test_a_value_is_told_by_hand_and_twice_the_same_is_one(made: World, client: Client) -> None:
    path, told = f"/api/v1/registers/{made.register.pk}/readings", {"at": "2026-04-06T12:00:00+09:00", "value": "8767.5"}
    first, again = (_say(client, path, **told) for _ in range(2))
    assert (first.status_code, first.json()["value"], first.json()["state"]) == (201, "8767.50", "confirmed")
    assert first.json()["at"] == "2026-04-06T03:00:00Z"
    assert first.content == again.content
    assert Reading.objects.count() == 3
    ahead = _say(client, path, at=(timezone.now() + timedelta(days=1)).isoformat(), value="1")
    assert (ahead.status_code, ahead.json()["code"]) == (422, "yet_to_come")
    for wrong in ("NaN", "1e400", "x", "1.0000000001"):
        assert _say(client, path, at="2026-04-06T00:00:00Z", value=wrong).status_code == 422, wrong


def test_a_value_with_more_decimals_than_the_register_has_is_refused_and_never_rounded(made: World, client: Client) -> None:
    register = f"/api/v1/registers/{made.register.pk}"
    send(made, "8767.12", START + hours(2))
    work()
    attempt = Attempt.objects.get(taken_at=START + hours(2))
    Attempt.objects.filter(pk=attempt.pk).update(verdict="uncertain", settled=True)
    before = list(Reading.objects.order_by("at").values_list("at", "value"))
    fine = {"value": "8766.125"}
    told = {
        "told": _say(client, f"{register}/readings", at="2026-04-06T05:00:00Z", **fine),
        "corrected": _say(client, _at(made, "2026-04-06T01:00:00Z", "/correct"), **fine),
        "answered": _say(client, f"/api/v1/questions/{attempt.pk}/answer", **fine),
        "photographed": client.post(f"{register}/photographs", {"photo": photograph(made), "sure": "true", **fine}),
        "fastest": client.patch(register, {"max_per_hour": "1.125"}, content_type="application/json"),
    }
    assert {(one.status_code, one.json()["code"]) for one in told.values()} == {(422, "too_fine")}
    assert told["told"].json()["detail"] == "8766.125 has more decimals than this register, which has 2"
    assert list(Reading.objects.order_by("at").values_list("at", "value")) == before
    assert _say(client, f"{register}/readings", at="2026-04-06T05:00:00Z", value="8768.1200").json()["value"] == "8768.12"


def test_readings_are_narrowed_and_in_order(made: World, client: Client) -> None:
    def values(query: str) -> list[str]:
        return [one["value"] for one in client.get(f"/api/v1/{query}").json()["data"]]

    mine = f"registers/{made.register.pk}/readings"
    assert values(mine) == ["8765.41", "8766.12"]
    assert values(f"{mine}?newest_first=true&limit=1") == ["8766.12"]
    assert values(f"{mine}?since=2026-04-06T01:00:00Z") == values("readings?since=2026-04-06T01:00:00Z") == ["8766.12"]
    assert values(f"readings?until=2026-04-06T01:00:00Z&site_id={made.site.pk}") == ["8765.41"]
    assert values("readings?state=rejected") == []
    assert values(f"readings?meter_id={made.site.pk}") == []


def test_whoever_follows_changes_hears_each_although_it_is_of_long_ago(made: World, client: Client) -> None:
    Reading.objects.update(changed_at=timezone.now() - timedelta(hours=2))
    seen = client.get("/api/v1/readings?changed_since=2026-01-01T00:00:00Z&limit=1")
    more = client.get("/api/v1/readings", {"changed_since": "2026-01-01T00:00:00Z", "cursor": seen.json()["next"]})
    assert [one["value"] for one in (*seen.json()["data"], *more.json()["data"])] == ["8765.41", "8766.12"]
    last = more.json()["data"][-1]["changed_at"]
    _say(client, _at(made, "2026-04-06T00:00:00Z", "/correct"), value="8765.11")
    assert len(client.get("/api/v1/readings", {"changed_since": last}).json()["data"]) == 1
    Reading.objects.filter(at=START).update(changed_at=timezone.now() - timedelta(minutes=1))
    told = client.get("/api/v1/readings", {"changed_since": last}).json()["data"]
    assert [one["value"] for one in told] == ["8766.12", "8765.11"]


def test_usage_is_told_by_hour_day_and_month_and_between_moments(made: World, client: Client) -> None:
    address = f"/api/v1/registers/{made.register.pk}/usage"
    [day] = client.get(address).json()["data"]
    assert day == {"start": "2026-04-05T15:00:00Z", "end": "2026-04-06T15:00:00Z", "amount": "0.71"}
    [month] = client.get(f"{address}?each=month").json()["data"]
    assert (month["start"], month["end"]) == ("2026-03-31T15:00:00Z", "2026-04-30T15:00:00Z")
    total = client.get(f"{address}/total?since=2026-04-06T09:00:00%2B09:00&until=2026-04-06T09:30:00%2B09:00").json()
    assert total["amount"] == "0.35"
    assert client.get(f"{address}/total?since=2027-01-01T00:00:00Z&until=2027-02-01T00:00:00Z").json()["amount"] is None


def test_a_reading_of_years_ago_is_answered_at_once_and_its_usage_follows(made: World, client: Client) -> None:
    address = f"/api/v1/registers/{made.register.pk}"
    at_once = client.get(f"{address}/usage?each=month").json()["data"]
    assert _say(client, f"{address}/readings", at="2016-04-06T00:00:00Z", value="7765.41").status_code == 201
    assert client.get(f"{address}/usage?each=month").json()["data"] == at_once
    span = "since=2016-04-01T00:00:00Z&until=2026-05-01T00:00:00Z"
    assert client.get(f"{address}/usage/total?{span}").json()["amount"] == "1000.71"
    work()
    months = client.get(f"{address}/usage?each=month&limit=500").json()["data"]
    assert (len(months), sum(Decimal(one["amount"]) for one in months)) == (121, Decimal("1000.71"))
    said = _say(client, _at(made, "2026-04-06T01:00:00Z", "/correct"), value="8766.41")
    assert (said.status_code, Recount.objects.exists()) == (200, False)
    assert client.get(f"{address}/usage").json()["data"][-1]["amount"] != months[-1]["amount"]


def test_a_photograph_asks_and_is_answered(made: World, client: Client) -> None:
    address = f"/api/v1/registers/{made.register.pk}/photographs"
    asked = client.post(address, {"photo": photograph(made), "at": "2026-04-06T05:00:00Z"}).json()
    assert (asked["reading"], asked["needs_face"]) == (None, False)
    [question] = client.get("/api/v1/questions").json()["data"]
    assert question["id"] == asked["question"]["id"]
    assert question["candidates"][0]["value"] == "8765.41"
    answered = _say(client, f"/api/v1/questions/{question['id']}/answer", value="8766.41").json()
    assert client.get(_at(made, answered["at"])).json()["value"] == "8766.41"
    assert client.get("/api/v1/questions").json()["data"] == []
    doubted = client.post(address, {"photo": photograph(made), "at": "2026-04-06T06:00:00Z", "value": "8765.41"}).json()
    assert doubted["doubts"] == ["falls"]
    sure = {"photo": photograph(made), "at": "2026-04-06T06:00:00Z", "value": "8765.41", "sure": "true"}
    assert client.post(address, sure).json()["reading"]["value"] == "8765.41"


def test_the_list_of_readings_asks_as_many_queries_for_many_as_for_few(made: World, client: Client) -> None:
    counts = []
    client.get("/api/v1/readings")
    for n in range(2, 4):
        rows = [
            Reading(
                register=made.register,
                at=START + hours(n * 50 + k),
                value=900_000,
                state="confirmed",
                by_person=True,
                changed_at=START,
            )
            for k in range(20)
        ]
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/v1/readings?limit=500")
        counts.append(len(asked))
        Reading.objects.bulk_create(rows)
    assert counts[0] == counts[1]
