"""A person reads a meter on its page: typed, photographed, or both; a second look where something speaks against it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Membership
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.meters.places import let, new_tenant
from harimi.service.readings.models import Attempt, Reading, State
from harimi.service.readings.settled import Word, tell
from tests.meters import METERS, shot
from tests.services.world import World, home, member, person, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
START = datetime(2026, 4, 6, tzinfo=UTC)
MAY = {"owner": 200, "manager": 200}


@pytest.fixture
def made() -> World:
    """A meter that nobody has read and whose face nobody has drawn."""
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


def _client(who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _page(register: Register) -> str:
    return reverse("read_meter", args=[register.meter_id])


def _photo(value: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", shot(METERS["energy"], Decimal(value)))


@pytest.mark.parametrize("who", ["owner", "manager", "viewer", "tenant", "other", "staff", "nobody"])
def test_those_who_may_change_values_read_a_meter_and_nobody_else(made: World, who: str) -> None:
    client, expected = _client(who), MAY.get(who, 302 if who == "nobody" else 404)
    assert client.get(_page(made.register)).status_code == expected
    answer = client.post(_page(made.register), {"value": "8766.25"})
    assert answer.status_code == (302 if who in (*MAY, "nobody") else 404)
    assert Reading.objects.exists() is (who in MAY)
    found = client.post(reverse("find_display", args=[made.register.meter_id]), {"photo": _photo("8766.00")})
    assert found.status_code == expected


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Too many decimals: this meter has 2."), ("ja", "このメーターの小数は 2 桁です。")]
)
def test_a_value_with_too_many_decimals_is_not_rounded(made: World, language: str, words: str) -> None:
    answer = _client("owner").post(_page(made.register), {"value": "8766.125"}, headers={"accept-language": language})
    assert words in answer.content.decode()
    assert not Reading.objects.exists()


@pytest.mark.parametrize("who", ["owner", "viewer", "tenant", "other", "staff", "nobody"])
def test_only_those_who_may_answer_what_a_photograph_shows(made: World, who: str) -> None:
    _client("owner").post(_page(made.register), {"photo": _photo("8766.00")})
    address = reverse("read_check", args=[made.register.meter_id, Attempt.objects.get().pk])
    assert _client(who).get(address).status_code == {"owner": 200, "nobody": 302}.get(who, 404)
    _client(who).post(address, {"value": "8766.00"})
    assert Reading.objects.exists() is (who == "owner")


def test_what_was_typed_is_a_reading_by_that_person(made: World) -> None:
    answer = _client("owner").post(_page(made.register), {"value": "8,766.25"}, follow=True)
    kept = Reading.objects.get()
    assert (kept.value, kept.state, kept.by_person, kept.settled_by) == (876625, State.CONFIRMED, True, made.owner)
    assert "8,766.25 kWh" in answer.content.decode()


def test_a_photograph_alone_is_read_and_asks_before_it_is_a_reading(made: World) -> None:
    client = _client("owner")
    answer = client.post(_page(made.register), {"photo": _photo("8766.00"), "frame": "0,0,1,1"}, follow=True)
    attempt = Attempt.objects.get()
    assert not Reading.objects.exists()
    assert "Is this value right?" in answer.content.decode()
    assert 'value="8766.00"' in answer.content.decode()
    client.post(answer.request["PATH_INFO"], {"value": "8766.00"})
    kept = Reading.objects.get()
    assert (kept.value, kept.state, kept.attempt) == (876600, State.CONFIRMED, attempt)


def test_a_photograph_that_asks_is_a_question_until_it_is_answered_whatever_comes_after(made: World) -> None:
    client = _client("owner")
    client.post(_page(made.register), {"photo": _photo("8766.00"), "frame": "0,0,1,1"})
    tell(made.register, timezone.now(), Word(Decimal("8767.00"), made.owner))
    work()
    assert Reading.objects.count() == 1
    attempt = Attempt.objects.get()
    assert client.get("/review").headers["Location"] == f"/review/{attempt.pk}"
    client.post(f"/review/{attempt.pk}", {"value": "8766.00"})
    work()
    assert list(Reading.objects.order_by("at").values_list("value", flat=True)) == [876600, 876700]
    attempt.refresh_from_db()
    assert (attempt.verdict, attempt.settled) == ("published", True)


def test_without_a_script_only_the_part_around_the_display_is_kept(made: World) -> None:
    _client("owner").post(_page(made.register), {"photo": _photo("8766.00")})
    cut = Cut.objects.get()
    assert cut.frame is not None
    assert cut.frame[2] < 1 or cut.frame[3] < 1


def test_where_nothing_is_found_a_face_is_drawn_first(made: World) -> None:
    blank = SimpleUploadedFile("a.jpg", _grey())
    answer = _client("owner").post(_page(made.register), {"photo": blank})
    assert answer.headers["Location"] == reverse("face", args=[made.register.meter_id])
    assert Cut.objects.get().state == Cut.State.WAITING
    assert not Reading.objects.exists()


def _grey() -> bytes:
    import cv2
    import numpy as np

    return cv2.imencode(".jpg", np.full((300, 400, 3), 128, np.uint8))[1].tobytes()


def test_with_both_the_typed_value_counts_where_they_agree(made: World) -> None:
    answer = _client("owner").post(_page(made.register), {"photo": _photo("8766.00"), "value": "8766"})
    assert answer.headers["Location"] == reverse("meter", args=[made.register.meter_id])
    assert Reading.objects.get().value == 876600


def test_a_clear_difference_is_told_and_the_person_has_the_last_word(made: World) -> None:
    client = _client("owner")
    answer = client.post(_page(made.register), {"photo": _photo("8766.00"), "value": "8776"}, follow=True)
    assert "seems to show another value" in answer.content.decode()
    assert not Reading.objects.exists()
    client.post(answer.request["PATH_INFO"], {"value": "8776"})
    assert Reading.objects.get().value == 877600


@pytest.mark.parametrize(("value", "words"), [("8700", "less than the last value"), ("9900", "Far more was used")])
def test_an_implausible_value_asks_for_a_second_look_and_is_kept_then(made: World, value: str, words: str) -> None:
    tell(made.register, timezone.now() - timedelta(hours=2), Word(Decimal(8766), made.owner))
    client = _client("owner")
    answer = client.post(_page(made.register), {"value": value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Reading.objects.count() == 1
    assert f'name="sure_of" value="{value}"' in answer.content.decode()
    assert client.post(_page(made.register), {"value": value, "sure_of": value}).status_code == 302
    assert Reading.objects.count() == 2


def test_a_counter_that_went_through_its_zero_needs_no_second_look(made: World) -> None:
    Register.objects.filter(pk=made.register.pk).update(max_per_hour=None)
    tell(made.register, timezone.now() - timedelta(days=2), Word(Decimal("999999.50"), made.owner))
    assert _client("owner").post(_page(made.register), {"value": "2.00"}).status_code == 302


def test_a_time_may_be_chosen_in_the_sites_own_zone_but_not_one_to_come(made: World) -> None:
    client = _client("owner")
    assert client.post(_page(made.register), {"value": "8766", "at": "2026-04-07T09:30"}).status_code == 302
    assert Reading.objects.get().at == datetime(2026, 4, 7, 0, 30, tzinfo=UTC)
    later = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    answer = client.post(_page(made.register), {"value": "8766", "at": later})
    assert answer.status_code == 422
    assert Reading.objects.count() == 1


FAR = ("0001-01-01T00:00", "9999-12-31T23:59")


@pytest.mark.parametrize(
    "sent", [{"value": ""}, {"value": "many"}, {"value": "123456789"}, *({"value": "8766", "at": at} for at in FAR)]
)
def test_what_is_no_value_is_told_and_nothing_is_kept(made: World, sent: dict[str, str]) -> None:
    answer = _client("owner").post(_page(made.register), sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Reading.objects.exists()


def test_the_exchange_keeps_only_the_displays_part_of_its_photographs(made: World) -> None:
    sent = {
        "at": "2026-04-07T09:30",
        "last_value": "8767",
        "first_value": "0",
        "digits": "8",
        "decimals": "2",
        "multiplier": "1",
        "last_photo": _photo("8767.00"),
        "same_look": "on",
    }
    assert _client("owner").post(reverse("exchange_meter", args=[made.register.meter_id]), sent).status_code == 302
    cut = Cut.objects.get()
    assert cut.frame is not None
    assert cut.frame[2] < 1 or cut.frame[3] < 1


def test_where_the_display_is_is_told_and_nothing_is_kept(made: World) -> None:
    answer = _client("owner").post(reverse("find_display", args=[made.register.meter_id]), {"photo": _photo("8766.00")})
    x, y, width, height = answer.json()["part"]
    assert 0 <= x < x + width <= 1
    assert 0 <= y < y + height <= 1
    assert not Cut.objects.exists()
    answer = _client("owner").post(reverse("find_display", args=[made.register.meter_id]))
    assert answer.json() == {"part": None}
