"""What the operator read once more on trial, by the API: seen by who may change the meters, and decided by nobody of them."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.api_tokens import Scope
from harimi.service.captures.models import Cut
from harimi.service.readings.models import Attempt, Reread
from harimi.service.readings.settled import Word, settle_by_person
from harimi.service.readings.trials.asking import accept, ask, drop
from harimi.service.readings.trials.listing import list_one
from tests.services.api_calls import calling, token_for
from tests.services.read_before import END, START, read_before
from tests.services.world import World, home, hours, member, person, values, work

pytestmark = pytest.mark.django_db(transaction=True)
ALL = "/api/v1/trials"


@pytest.fixture
def made() -> World:
    """See `read_before`."""
    return read_before()


def _client(made: World, *scopes: str) -> Client:
    return calling(token_for(made.site.organization, made.owner, *scopes))


def _tried(made: World) -> Reread:
    row = ask(made.register.meter, START, END)
    work()
    return row


def _get(client: Client, path: str = "", **query: Any) -> Any:
    answer = client.get(f"{ALL}{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_they_are_listed_the_newest_first_and_one_says_how_far_it_is(made: World) -> None:
    row, client = ask(made.register.meter, START, END), _client(made)
    list_one()
    assert [_get(client, f"/{row.pk}")[one] for one in ("done", "total", "going_on")] == [0, 4, True]
    work()
    newer = ask(made.site, START, START + hours(1))
    first, second = _get(client)["data"]
    assert (first["id"], first["site_id"], first["meter_id"]) == (str(newer.pk), str(made.site.pk), None)
    assert (second["id"], second["state"], second["photographs"]) == (str(row.pk), "reading", 4)
    assert (second["meter_id"], second["since"]) == (str(made.register.meter_id), "2026-04-06T00:00:00Z")
    told = _get(client, f"/{row.pk}")
    assert second.items() < told.items()
    assert [told[one] for one in ("done", "total", "going_on")] == [4, 4, False]


def test_what_differs_is_told_with_both_values_and_its_photograph(made: World) -> None:
    attempt = Attempt.objects.get(taken_at=START + hours(1))
    settle_by_person(attempt, Word(Decimal("8767.00"), made.owner))
    row, client = _tried(made), _client(made)
    other, gained = _get(client, f"/{row.pk}/differences")["data"]
    assert (other["at"], other["unit"], other["person"]) == ("2026-04-06T01:00:00Z", "kWh", "8767.00")
    assert other["before"] == {"value": "8767.11", "probability": 0.9}
    assert other["would_be"]["value"] == "8767.00"
    assert (gained["before"], gained["would_be"]["value"], gained["person"]) == (None, "8768.00", None)
    assert {one["register_id"] for one in (other, gained)} == {str(made.register.pk)}
    shown = Client().get(other["address"])
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert other["photograph_id"] == Cut.objects.get(taken_at=START + hours(1)).pk
    assert values(made.register)[1:2] == [876700]


def test_a_token_that_may_see_no_photographs_is_told_no_address_of_one(made: World) -> None:
    row = _tried(made)
    told = _get(_client(made, Scope.READINGS_READ), f"/{row.pk}/differences")["data"]
    assert [one["address"] for one in told] == [None, None]


def test_pages_go_on_after_what_was_shown(made: World) -> None:
    row, client = _tried(made), _client(made)
    whole = _get(client, f"/{row.pk}/differences")
    first = _get(client, f"/{row.pk}/differences", limit=1)
    second = _get(client, f"/{row.pk}/differences", limit=1, cursor=first["next"])
    ids = [[one["photograph_id"] for one in page["data"]] for page in (first, second)]
    assert ids == [[one["photograph_id"]] for one in whole["data"]]
    assert whole["next"] is second["next"] is None
    for path in (f"/{row.pk}/differences", ""):
        wrong = client.get(f"{ALL}{path}", {"cursor": first["next"] + "x"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize("decide", [accept, drop])
def test_once_the_operator_decided_nothing_differs_any_more(made: World, decide: Any) -> None:
    row, client = _tried(made), _client(made)
    decide(row)
    assert _get(client, f"/{row.pk}/differences") == {"next": None, "data": []}
    work()
    told = _get(client, f"/{row.pk}")
    assert (told["state"], told["done"]) == (("accepted", 4) if decide is accept else ("dropped", 0))


def test_nobody_decides_by_the_api(made: World) -> None:
    row, client = _tried(made), _client(made)
    for way in ("post", "put", "patch", "delete"):
        assert getattr(client, way)(f"{ALL}/{row.pk}").status_code == 405
    for step in ("accept", "drop"):
        assert client.post(f"{ALL}/{row.pk}/{step}").status_code == 404
    row.refresh_from_db()
    assert row.state == "reading"


def test_managers_see_them_and_other_customers_do_not(made: World) -> None:
    row = _tried(made)
    manager = calling(token_for(made.site.organization, member(made.site.organization, "manager@example.jp", "manager")))
    assert len(_get(manager, f"/{row.pk}/differences")["data"]) == 2
    other = person("other@example.jp")
    stranger = calling(token_for(home(other, "Elsewhere").organization, other))
    assert _get(stranger)["data"] == []
    assert {stranger.get(f"{ALL}/{row.pk}{more}").status_code for more in ("", "/differences")} == {404}


def test_going_through_it_counts_as_work(made: World, settings: Any) -> None:
    row, client = _tried(made), _client(made)
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_photographs_per_minute": 1})
    path = f"{ALL}/{row.pk}/differences"
    assert [client.get(path).status_code for _ in range(2)] == [200, 429]
    assert client.get(f"{ALL}/{row.pk}").status_code == 200
