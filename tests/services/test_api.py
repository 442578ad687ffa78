"""What every call of the API has: pages that inserts do not move, keys, tags, limits, problems in one form."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harimi.service.accounts.api_answers import LASTS, forget_answers
from harimi.service.accounts.models import Activity, ApiAnswer, ApiToken
from harimi.service.api.device.common import limiter
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter, Register, Site
from harimi.service.meters.places import change_site, new_site
from harimi.service.platform.limiting import Limiter
from harimi.service.privacy.models import AccessLog
from tests.services.api_calls import calling, token_for
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)
NEW = {"name": "Shed", "time_zone": "Asia/Tokyo"}


@pytest.fixture
def site() -> Site:
    """A home of the owner's."""
    return home(person("owner@example.jp"))


@pytest.fixture
def client(site: Site) -> Client:
    """A program with all scopes."""
    return calling(token_for(site.organization, site.organization.memberships.get().user))


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(
        f"/api/v1{path}", body, content_type="application/json", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def pages(client: Client, path: str) -> Iterator[list[dict[str, Any]]]:
    """Each page of a list, by its cursors."""
    cursor: str | None = ""
    while cursor is not None:
        told = client.get(f"/api/v1{path}&cursor={cursor}").json()
        yield told["data"]
        cursor = told["next"]


def test_pages_hold_each_row_once_although_rows_come_and_go_meanwhile(site: Site, client: Client) -> None:
    Site.objects.bulk_create([Site(organization=site.organization, name=f"Place {n}") for n in range(20)])
    before, seen = set(Site.objects.values_list("pk", flat=True)), list[str]()
    for page in pages(client, "/sites?limit=4"):
        seen += [one["id"] for one in page]
        Site.objects.create(organization=site.organization, name="Later")
        gone = Site.objects.exclude(pk__in=[one["id"] for one in page]).filter(pk__lt=page[0]["id"]).first()
        if gone is not None:
            gone.delete()
    assert len(seen) == len(set(seen))
    assert {str(one) for one in before} <= set(seen)


def test_the_next_page_is_linked_and_a_cursor_fits_no_other_list(site: Site, client: Client) -> None:
    Site.objects.create(organization=site.organization, name="Second")
    first = client.get("/api/v1/sites?limit=1")
    address = first.headers["Link"].partition(">")[0].removeprefix("<http://localhost:8000")
    assert first.headers["Link"].endswith('rel="next"')
    second = client.get(address)
    assert second.json()["next"] is None
    assert "Link" not in second.headers
    assert {first.json()["data"][0]["name"], second.json()["data"][0]["name"]} == {"Home", "Second"}
    cursor = first.json()["next"]
    for path in (f"/meters?cursor={cursor}", f"/sites?cursor={cursor[:-1]}", "/sites?cursor=x"):
        refused = client.get(f"/api/v1{path}")
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_cursor"), path


def test_a_call_with_a_key_is_done_once_and_answered_alike(site: Site, client: Client) -> None:
    first, again = (post(client, "/sites", NEW, idempotency_key="a") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Site.objects.count() == 2
    other = post(client, "/sites", {**NEW, "name": "Barn"}, idempotency_key="a")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert post(client, "/sites", NEW, idempotency_key="b").json()["id"] != first.json()["id"]
    someone = calling(token_for(site.organization, site.organization.memberships.get().user))
    assert post(someone, "/sites", NEW, idempotency_key="a").json()["id"] != first.json()["id"]


def test_a_secret_is_told_once_and_not_kept_for_who_asks_again(client: Client) -> None:
    first = post(client, "/cameras", {"name": "Cellar"}, idempotency_key="a")
    again = post(client, "/cameras", {"name": "Cellar"}, idempotency_key="a")
    assert first.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "told_once")
    assert first.json()["id"] in again.json()["detail"]
    assert Device.objects.filter(kind="camera").count() == 1
    path = f"/cameras/{first.json()['id']}/tokens"
    renewed, lost = (post(client, path, {}, idempotency_key="b") for _ in range(2))
    assert (renewed.status_code, lost.json()["code"]) == (201, "told_once")
    kept = " ".join(ApiAnswer.objects.values_list("answer", flat=True))
    for answer in (first, renewed):
        assert len(answer.json()["token"]) > 20
        assert answer.json()["token"] not in kept + again.content.decode() + lost.content.decode()
    assert post(client, path, {}, idempotency_key="c").json()["token"] != renewed.json()["token"]


def test_of_two_who_saw_the_same_one_changes_it(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*told: Any, **how: Any) -> Any:
        sleep(0.3)
        return change_site(*told, **how)

    monkeypatch.setattr("harimi.service.api.v1.sites.change_site", slowly)
    path = f"/api/v1/sites/{site.pk}"
    seen = {"If-Match": client.get(path).headers["ETag"]}

    def rename(name: str) -> int:
        body = {"name": name}
        try:
            return client.patch(path, body, content_type="application/json", headers=seen).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(rename, ("Barn", "Hut"))) == [200, 412]


def test_a_refused_call_leaves_its_key_free(site: Site, client: Client) -> None:
    assert post(client, "/sites", {**NEW, "time_zone": "Nowhere"}, idempotency_key="a").status_code == 422
    assert not ApiAnswer.objects.exists()
    assert post(client, "/sites", NEW, idempotency_key="a").status_code == 201


def test_the_same_call_at_the_same_time_waits_and_one_cut_short_is_done_again(site: Site, client: Client) -> None:
    post(client, "/sites", NEW, idempotency_key="a")
    ApiAnswer.objects.update(status=None, answer="")
    running = post(client, "/sites", NEW, idempotency_key="a")
    assert (running.status_code, running.json()["code"]) == (409, "in_progress")
    assert int(running.headers["Retry-After"]) > 0
    ApiAnswer.objects.update(begun_at=timezone.now() - LASTS)
    assert post(client, "/sites", NEW, idempotency_key="a").status_code == 201
    assert ApiAnswer.objects.get().status == 201


def test_what_fails_half_way_did_nothing(site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = ApiAnswer.save

    def die(row: ApiAnswer, *args: Any, **how: Any) -> None:
        if row.status is not None:
            raise RuntimeError("killed between what was done and its answer")
        kept(row, *args, **how)

    monkeypatch.setattr(ApiAnswer, "save", die)
    client.raise_request_exception = False
    failed = post(client, "/sites", NEW, idempotency_key="a")
    assert (failed.status_code, failed.json()["code"]) == (500, "fault")
    assert Site.objects.count() == 1
    assert not Activity.objects.filter(action__startswith="place.").exists()
    assert not ApiAnswer.objects.exists()


def test_what_was_answered_is_sealed_and_forgotten_after_a_day(site: Site, client: Client) -> None:
    post(client, "/sites", NEW, idempotency_key="a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer, key_hash FROM accounts_apianswer")
        [(answer, key)] = cursor.fetchall()
    assert "Shed" not in answer
    assert key != "a"
    assert forget_answers() == 0
    assert forget_answers(timezone.now() + timedelta(days=1, minutes=1)) == 1


def test_who_knows_an_answer_is_told_so_and_a_change_asks_whether_it_is_still_that(site: Site, client: Client) -> None:
    path = f"/api/v1/sites/{site.pk}"
    tag = client.get(path).headers["ETag"]
    known = client.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", tag)
    change: dict[str, Any] = {"data": {"name": "House"}, "content_type": "application/json"}
    done = client.patch(path, **change, headers={"if-match": tag})
    assert (done.status_code, done.json()["name"]) == (200, "House")
    assert done.headers["ETag"] != tag
    late = client.patch(path, {"name": "Hut"}, content_type="application/json", headers={"if-match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert client.get(path, headers={"if-none-match": tag}).json()["name"] == "House"


def test_limits_are_told_with_every_answer_and_counted_for_each_token(site: Site, settings: Any, client: Client) -> None:
    limiter.cache_clear()
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_calls_per_minute": 3})
    answers = [client.get("/api/v1/token") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert answers[0].headers["RateLimit-Limit"] == "3"
    assert answers[0].headers["RateLimit-Policy"] == "3;w=60"
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert answers[3].json()["code"] == "too_many"
    other = calling(token_for(site.organization, site.organization.memberships.get().user))
    assert other.get("/api/v1/token").status_code == 200
    limiter.cache_clear()


def test_what_is_left_is_known_to_each_window() -> None:
    from limits import RateLimitItemPerMinute

    counted, item = Limiter(), RateLimitItemPerMinute(2)
    assert [counted.left(item, "x").calls, counted.hit(item, "x"), counted.left(item, "x").calls] == [2, True, 1]
    assert 0 < counted.left(item, "x").seconds <= 60


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("get", "/nothing", None, 404, "not_found"),
        ("delete", "/sites", None, 405, "method"),
        ("get", "/sites?limit=501", None, 422, "bad_request"),
        ("get", "/sites/x", None, 422, "bad_request"),
        ("post", "/sites", "{", 422, "bad_request"),
        ("post", "/sites", '{"name": "A", "time_zone": "Asia/Tokyo", "label": 1}', 422, "bad_request"),
        ("post", "/sites", '{"name": "\\u0000", "time_zone": "Asia/Tokyo"}', 422, "bad_request"),
        ("post", "/sites", json.dumps({"name": "A", "time_zone": "x" * 300_000}), 413, "too_large"),
        ("get", "/photographs/99999999999999999999", None, 422, "bad_request"),
    ],
)
def test_what_cannot_be_is_a_problem(client: Client, method: str, path: str, body: str | None, status: int, code: str) -> None:
    answer = getattr(client, method)(f"/api/v1{path}", **({"data": body, "content_type": "application/json"} if body else {}))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:harimi:problem:{code}"


def test_a_cookie_opens_nothing_and_nobody_on_the_way_keeps_an_answer(site: Site, client: Client) -> None:
    browser = Client()
    browser.force_login(site.organization.memberships.get().user)
    assert browser.get("/api/v1/sites").status_code == 401
    assert client.get("/api/v1/sites").headers["Cache-Control"] == "private, no-cache"
    assert post(client, "/sites", NEW).headers["Cache-Control"] == "no-store"


def test_lists_ask_as_many_queries_for_many_as_for_few(site: Site, client: Client) -> None:
    counts = []
    client.get("/api/v1/token")
    for n in (1, 12):
        meters = Meter.objects.bulk_create([Meter(site=site, name=f"Meter {n} {k}") for k in range(n)])
        Register.objects.bulk_create([Register(meter=one, kind="counter", display="drums", digits=6) for one in meters])
        with CaptureQueriesContext(connection) as asked:
            for path in ("/meters?limit=500", "/registers?limit=500", "/meters?state=all&q=meter"):
                assert client.get(f"/api/v1{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_used_is_noted_to_the_hour_alone(client: Client) -> None:
    client.get("/api/v1/token")
    used = ApiToken.objects.get().used_at
    client.get("/api/v1/token")
    assert used is not None
    assert ApiToken.objects.get().used_at == used


def test_what_is_collected_of_visits_is_noted_once_an_hour(client: Client) -> None:
    for _ in range(3):
        client.get("/api/v1/sites")
    assert list(AccessLog.objects.values_list("page", "status")) == [("list_sites", 200)]
    ApiToken.objects.update(used_at=timezone.now() - timedelta(hours=2))
    client.get("/api/v1/token")
    assert list(AccessLog.objects.order_by("pk").values_list("page", flat=True)) == ["list_sites", "get_token"]


def test_a_call_that_takes_too_long_and_was_sent_again_is_done_by_one(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:

    def slow(*told: Any, **how: Any) -> Site:
        ApiAnswer.objects.update(begun_at=timezone.now())
        return new_site(*told, **how)

    monkeypatch.setattr("harimi.service.api.v1.sites.new_site", slow)
    late = post(client, "/sites", NEW, idempotency_key="a")
    assert (late.status_code, late.json()["code"]) == (409, "in_progress")
    assert Site.objects.count() == 1


def test_what_was_answered_to_an_owner_is_not_told_to_who_may_less_now(site: Site, client: Client) -> None:
    told = {"email": "new@example.jp", "role": "viewer"}
    assert post(client, "/invitations", told, idempotency_key="a").status_code == 201
    site.organization.memberships.update(role="manager")
    again = post(client, "/invitations", told, idempotency_key="a")
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")
    assert post(client, "/invitations", told, idempotency_key="b").status_code == 403
