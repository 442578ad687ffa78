"""Rounds: made and put in order by those who may; what a telephone sends is kept once, by whom it may be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.captures.models import Cut
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Register, Round, Visit
from harimi.service.meters.places import let, new_tenant
from harimi.service.meters.rounds import add_stops, new_round, round_of_site, stops_of
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.rounds import since, walked
from harimi.service.readings.settled import Word, tell
from tests.meters import METERS, shot
from tests.services.world import World, home, member, person, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
START = datetime(2026, 4, 6, tzinfo=UTC)
WHO = ("owner", "manager", "viewer", "tenant", "other", "staff", "nobody")
MAY = ("owner", "manager")


@pytest.fixture
def made() -> World:
    """A home with a meter that a camera watches, and people of every kind."""
    made = world("energy", since=START, faced=False)
    for role in ("manager", "viewer"):
        member(made.site.organization, f"{role}@example.jp", role)
    tenant = new_tenant(made.site.organization, "Shop", actor=made.owner)
    Membership.objects.create(
        organization=made.site.organization, user=person("tenant@example.jp"), role="tenant", tenant=tenant.pk
    )
    let(made.register.meter, tenant, START, actor=made.owner)
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    return made


@pytest.fixture
def route(made: World) -> Round:
    """A round past three meters without a camera."""
    for name in ("Room 10", "Room 2", "Room 1"):
        register_meter(made.site, Wanted(name, "drums", "m3", digits=7, decimals=3))
    return round_of_site(made.site, "West wing")


def _client(who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _user(who: str) -> User:
    return User.objects.get(email=f"{who}@example.jp")


def _send(route: Round, who: str = "owner", **more: Any) -> Any:
    sent = {"key": str(uuid4()), "stop": route.stops.all()[0].pk, "at": timezone.now().isoformat(), "value": "12.345"}
    sent |= {"owner": str(uuid4() if who == "nobody" else _user(who).pk)} | more
    return _client(who).post(reverse("round_send", args=[route.pk]), {key: one for key, one in sent.items() if one is not None})


def _names(route: Round) -> list[str]:
    return [one.register.meter.name for one in stops_of(route)]


def test_a_site_becomes_a_round_past_all_that_no_camera_watches_in_the_order_people_count(route: Round) -> None:
    assert _names(route) == ["Room 1", "Room 2", "Room 10"]
    assert route.name == "West wing"


def test_a_camera_that_was_stopped_watches_nothing(made: World) -> None:
    made.device.stopped_at = timezone.now()
    made.device.save()
    assert _names(round_of_site(made.site, "All")) == ["Electricity"]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", ["rounds", "round", "round_list", "walk"])
def test_a_page_of_a_round_opens_for_those_who_may_walk_it(route: Round, who: str, page: str) -> None:
    address = reverse(page, args=[] if page == "rounds" else [route.pk])
    allowed = {"other": 200} if page == "rounds" else {}
    expected = 200 if who in MAY else allowed.get(who, 302 if who == "nobody" else 404)
    answer = _client(who).get(address)
    assert answer.status_code == expected
    assert ("West wing" in answer.content.decode()) is (who in MAY)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", ["round", "change_round", "round_from_site", "round_send"])
def test_only_those_who_may_change_or_walk_a_round_do(route: Round, made: World, who: str, action: str) -> None:
    before = (list(route.stops.values_list("pk", "place")), Round.objects.count(), route.name)
    if action == "round_send":
        status = _send(route, who).status_code
        assert status == (200 if who in MAY else 401 if who == "nobody" else 404)
        assert Reading.objects.exists() is (who in MAY)
        return
    sent = {"name": "East wing", "period": "day", "out": str(before[0][0][0])}
    address = reverse(action, args=[made.site.pk if action == "round_from_site" else route.pk])
    assert _client(who).post(address, sent).status_code == (302 if who in (*MAY, "nobody") else 404)
    route = Round.objects.get(pk=route.pk)
    after = (list(route.stops.values_list("pk", "place")), Round.objects.count(), route.name)
    assert (after != before) is (who in MAY)


def test_stops_are_moved_put_in_order_taken_out_and_in(route: Round) -> None:
    client, address = _client("owner"), reverse("change_round", args=[route.pk])
    first, second, third = route.stops.values_list("pk", flat=True)
    client.post(address, {"up": str(third)})
    assert _names(route) == ["Room 1", "Room 10", "Room 2"]
    client.post(address, {"down": str(first)})
    assert _names(route) == ["Room 10", "Room 1", "Room 2"]
    client.post(address, {"order": f"{second},x,999999,{first},{third}"})
    assert _names(route) == ["Room 2", "Room 1", "Room 10"]
    client.post(address, {"out": str(second)})
    client.post(address, {"in": [str(one.pk) for one in Register.objects.filter(meter__name__in=["Electricity", "Room 2"])]})
    assert _names(route) == ["Room 1", "Room 10", "Electricity", "Room 2"]
    client.post(address, {"delete": "1"})
    assert not Round.objects.exists()


def test_a_meter_of_another_organization_does_not_come_into_a_round(route: Round) -> None:
    foreign = register_meter(home(_user("staff"), "Afar"), Wanted("Foreign", "drums", "m3", digits=7))
    _client("owner").post(reverse("change_round", args=[route.pk]), {"in": str(foreign.pk)})
    assert "Foreign" not in _names(route)


def test_a_new_round_is_made_and_named_otherwise(made: World) -> None:
    client = _client("owner")
    answer = client.post(reverse("rounds"), {"name": "Roof", "period": "month"}, follow=True)
    assert "Roof" in answer.content.decode()
    made_round = Round.objects.get()
    client.post(reverse("round", args=[made_round.pk]), {"name": "Cellar", "period": ""})
    made_round = Round.objects.get()
    assert (made_round.name, made_round.period) == ("Cellar", "")


def test_what_is_sent_twice_is_one_reading(route: Round) -> None:
    key, at = str(uuid4()), (timezone.now() - timedelta(hours=3)).isoformat()
    answers = [_send(route, key=key, at=at).json() for _ in range(3)]
    assert answers == [{"state": "kept", "value": "12.345"}] * 3
    kept = Reading.objects.get()
    assert (kept.value, kept.at.isoformat(), kept.settled_by) == (12345, at, _user("owner"))
    assert Visit.objects.count() == 1


def test_what_was_put_right_meanwhile_is_not_undone_by_sending_again(route: Round) -> None:
    key, at = str(uuid4()), timezone.now() - timedelta(hours=3)
    _send(route, key=key, at=at.isoformat())
    tell(route.stops.all()[0].register, at, Word(Decimal("12.400"), _user("manager")))
    assert _send(route, key=key, at=at.isoformat()).json()["state"] == "kept"
    assert Reading.objects.get().value == 12400


def test_dying_before_the_answer_was_noted_makes_no_second_reading(route: Round) -> None:
    sent = {"key": str(uuid4()), "at": (timezone.now() - timedelta(hours=3)).isoformat()}
    photo = shot(METERS["water"], Decimal("7.2341"))
    for _ in range(2):
        assert _send(route, **sent, photo=SimpleUploadedFile("a.jpg", photo), frame="0,0,1,1").json()["state"] == "kept"
        Visit.objects.all().delete()
    assert (Reading.objects.count(), Attempt.objects.count(), Cut.objects.count()) == (1, 1, 1)


def test_two_people_on_the_same_round_leave_a_reading_each(route: Round) -> None:
    noon = timezone.now() - timedelta(hours=3)
    _send(route, "owner", at=noon.isoformat(), value="12.300")
    _send(route, "manager", at=(noon + timedelta(minutes=4)).isoformat(), value="12.310")
    assert list(Reading.objects.order_by("at").values_list("value", "settled_by__email")) == [
        (12300, "owner@example.jp"),
        (12310, "manager@example.jp"),
    ]


def test_an_answer_that_was_put_right_on_the_telephone_replaces_the_first(route: Round) -> None:
    at = (timezone.now() - timedelta(minutes=3)).isoformat()
    _send(route, at=at, value="12.300")
    _send(route, at=at, value="12.340")
    assert Reading.objects.get().value == 12340
    assert ReadingVersion.objects.get().value == 12300


def test_a_photograph_alone_becomes_a_question(route: Round) -> None:
    photo = SimpleUploadedFile("a.jpg", shot(METERS["water"], Decimal("7.2341")))
    assert _send(route, value="", photo=photo, frame="0,0,1,1").json() == {"state": "asks"}
    work()
    assert not Reading.objects.exists()
    assert Attempt.objects.get().verdict == "uncertain"
    assert Cut.objects.get().frame == [0, 0, 1, 1]


def test_a_stop_is_passed_over_with_a_reason(route: Round) -> None:
    assert _send(route, value="", skipped="locked").json() == {"state": "skipped"}
    assert "passed over: locked" in _client("manager").get(reverse("round", args=[route.pk])).content.decode()
    assert not Reading.objects.exists()


NOW = timedelta()


@pytest.mark.parametrize(
    ("away", "more", "status"),
    [
        (timedelta(minutes=4), {}, 200),
        (timedelta(minutes=6), {}, 422),
        (-timedelta(days=59), {}, 200),
        (-timedelta(days=61), {}, 422),
        (NOW, {"value": "123456789"}, 422),
        (NOW, {"value": "abc"}, 422),
        (NOW, {"value": ""}, 422),
        (NOW, {"key": "1"}, 422),
        (NOW, {"at": "2026-04-06T00:00:00"}, 422),
        (NOW, {"at": "2026-13-45T00:00:00Z"}, 422),
        (NOW, {"skipped": "lazy"}, 422),
        (NOW, {"photo": SimpleUploadedFile("a.jpg", b"no picture"), "frame": "0,0,1,1"}, 422),
        (NOW, {"stop": 999999}, 404),
        (NOW, {"owner": str(uuid4())}, 401),
    ],
)
def test_each_answer_is_kept_or_refused_with_words(route: Round, away: timedelta, more: dict[str, Any], status: int) -> None:
    answer = _send(route, **({"at": (timezone.now() + away).isoformat()} | more))
    assert answer.status_code == status
    assert Reading.objects.exists() is (status == 200)
    if status == 422:
        assert answer.json()["state"] == "refused"
        assert answer.json()["detail"]
    elif status == 200:
        assert Reading.objects.get().at <= timezone.now()


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"value": "123456789"}, ""),
        ({"value": "abc"}, ""),
        ({"at": "2026-13-45T00:00:00Z"}, "moment"),
        ({"at": "2999-01-01T00:00:00Z"}, "moment"),
        ({"at": "2001-01-01T00:00:00Z"}, "moment"),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture"), "frame": "0,0,1,1"}, "photo"),
        ({"photo": SimpleUploadedFile("a.jpg", b""), "value": "abc"}, "photo"),
    ],
)
def test_a_refusal_says_what_must_not_be_sent_again(route: Round, more: dict[str, Any], fault: str) -> None:
    assert _send(route, **more).json()["fault"] == fault


def test_a_stop_of_another_round_is_not_there(route: Round) -> None:
    other = new_round(home(_user("other"), "Afar").organization, "Theirs")
    add_stops(other, [register_meter(other.organization.sites.first(), Wanted("Foreign", "drums", "m3", digits=7))])  # type: ignore[arg-type]
    assert _send(route, stop=other.stops.get().pk).status_code == 404
    assert _send(other, "owner").status_code == 404
    assert not Reading.objects.exists()


def test_a_form_from_elsewhere_is_refused_and_the_token_is_fetched_fresh(route: Round) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(_user("owner"))
    sent = {"key": str(uuid4()), "stop": route.stops.all()[0].pk, "at": timezone.now().isoformat(), "value": "1"}
    sent["owner"] = str(_user("owner").pk)
    assert client.post(reverse("round_send", args=[route.pk]), sent).status_code == 403
    told = client.get(reverse("round_token")).json()
    assert told["owner"] == sent["owner"]
    headers = {"x-csrftoken": told["token"]}
    assert client.post(reverse("round_send", args=[route.pk]), sent, headers=headers).status_code == 200


def test_nobody_gets_no_token_and_everybody_the_script_of_no_one(route: Round) -> None:
    assert _client("nobody").get(reverse("round_token")).status_code == 401
    answer = _client("nobody").get(reverse("round_worker"))
    assert answer.headers["Service-Worker-Allowed"] == "/rounds"
    assert answer.headers["Content-Type"].startswith("text/javascript")


def test_a_stop_is_due_until_it_has_a_value_of_the_period_wherever_that_comes_from(route: Round) -> None:
    assert walked(route).due == set()
    Round.objects.filter(pk=route.pk).update(period="day")
    route.refresh_from_db()
    assert len(walked(route).due) == 3
    tell(route.stops.all()[0].register, timezone.now(), Word(Decimal(1), _user("owner")))
    assert len(walked(route).due) == 2
    assert "2 due" in _client("owner").get(reverse("rounds")).content.decode()


@pytest.mark.parametrize(
    ("period", "begun"), [("day", (2026, 4, 8)), ("week", (2026, 4, 6)), ("month", (2026, 4, 1)), ("", (2026, 4, 8))]
)
def test_a_period_begins_at_the_sites_own_midnight(made: World, period: str, begun: tuple[int, int, int]) -> None:
    zone = made.site.zone
    assert since(period, datetime(2026, 4, 8, 12, tzinfo=zone), zone) == datetime(*begun, tzinfo=zone)


def test_a_retired_meter_is_not_walked_past(route: Round) -> None:
    meter = route.stops.all()[0].register.meter
    meter.retired_at = timezone.now()
    meter.save()
    assert _names(route) == ["Room 2", "Room 10"]


def test_signing_out_tells_the_browser_to_forget_and_an_expired_session_does_not(made: World) -> None:
    client = _client("owner")
    assert "Clear-Site-Data" not in client.get("/").headers
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in Client().get(reverse("account_logout")).headers
    assert "Clear-Site-Data" not in Client().get("/").headers
