"""All meters at a glance: what needs somebody, usage against the usual, search and filters, and questions to a person."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.captures.registration import register_meter
from harimi.service.devices.services import install, new_camera
from harimi.service.meters.listing import places_of
from harimi.service.meters.models import Meter, Pause, Register, SavedView, Site
from harimi.service.meters.queries import meters_of, natural
from harimi.service.pages.listing import Filters, chosen, filters_of
from harimi.service.pages.places import glances
from harimi.service.readings.counting import NEEDS, counted, registers_of
from harimi.service.readings.models import Attempt, Reading, Standing, State
from harimi.service.readings.overview import Row, overview
from harimi.service.readings.standing import missed_from, this_month, today
from tests.services.world import WANTED, World, home, hours, member, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
NOON = datetime(2026, 4, 20, 3, 0, tzinfo=UTC)
"""Noon of Tokyo."""


def _client(made: World, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(made.owner)
    return client


def _row(made: World, now: datetime = NOON) -> Row:
    return overview(meters_of(made.owner), now)[0]


def _needs(made: World, expected: set[str]) -> None:
    """What the meter needs, as its row tells it and as the database counts it."""
    assert _row(made).needs == expected
    mine = meters_of(made.owner)
    [counts] = counted(registers_of(mine, NOON), NOON)
    assert {code for code in NEEDS if counts[code]} == expected
    assert {code for code in NEEDS if chosen(mine, places_of(mine), Filters(state=code), NOON)} == expected
    assert bool(counts["needs"]) is bool(expected)


def _stands(register: Register, **fields: object) -> None:
    Standing.objects.update_or_create(register=register, defaults={"usual_on": NOON.date(), **fields})


def test_a_camera_is_silent_after_three_photographs_that_did_not_come() -> None:
    made = world("energy", since=START, faced=False)
    for hours_ago, silent in ((5, False), (7, True)):
        _stands(made.register, silent_after=missed_from(NOON - timedelta(hours=hours_ago), 7200))
        _needs(made, {"silent"} if silent else set())
    Pause.objects.create(meter=made.register.meter, since=NOON)
    _needs(made, set())


def test_nobody_misses_photographs_where_no_camera_hangs() -> None:
    made = world("energy", since=START, faced=False)
    _stands(made.register, silent_after=NOON - timedelta(days=7))
    made.installation.until = NOON
    made.installation.save()
    _needs(made, set())


def test_a_legal_end_is_told_half_a_year_before_by_the_calendar_of_the_site() -> None:
    made = world("energy", since=START, faced=False)
    for ends, near in ((date(2026, 10, 17), True), (date(2026, 10, 18), False), (date(2020, 1, 1), True)):
        Meter.objects.update(expires_on=ends)
        _needs(made, {"expiring"} if near else set())


def test_usage_of_a_month_is_unusual_beside_what_is_usual_by_now() -> None:
    made = world("energy", since=START, faced=False)
    _stands(made.register, usual_until=list(range(0, 250, 10)))
    by_now = 19 * 240 + 120
    for used, unusual in ((by_now, False), (2 * by_now, True), (by_now // 3, True)):
        _stands(made.register, month=this_month(NOON, made.site.zone), month_used=used)
        _needs(made, {"unusual"} if unusual else set())
        assert _row(made).month.usual == by_now


def test_a_site_sums_up_its_meters_by_unit_whatever_their_decimals() -> None:
    made = world("energy", since=START, faced=False)
    other = register_meter(made.site, WANTED["energy"])
    Register.objects.filter(pk=other.pk).update(decimals=0)
    for register, amount in ((made.register, 150), (other, 7)):
        _stands(register, day=today(NOON, made.site.zone), day_used=amount)
    [glance] = glances(meters_of(made.owner), NOON)
    [(unit, day, _)] = glance.usage
    assert (unit, day.text, glance.counts["meters"]) == ("kWh", "8.50", 2)
    assert day.share is None


def test_a_site_compares_only_those_meters_of_which_the_usual_is_known() -> None:
    made = world("energy", since=START, faced=False)
    other = register_meter(made.site, WANTED["energy"])
    _stands(made.register, usual_until=list(range(0, 250, 10)))
    for register in (made.register, other):
        _stands(register, day=today(NOON, made.site.zone), day_used=120)
    [(_, day, _)] = glances(meters_of(made.owner), NOON)[0].usage
    assert (day.text, day.share) == ("2.40", 1.0)


def test_meters_are_found_by_any_of_their_names_in_any_width() -> None:
    made = world("energy", since=START, faced=False)
    Meter.objects.update(name="ポンプ室 Ｐ－１", serial="AB1234")
    mine = meters_of(made.owner)
    for words, found in (("p-1", 1), ("ポンプ ab12", 1), ("home", 1), ("kettle", 0), ("ポンプ kettle", 0), ("", 1)):
        assert len(chosen(mine, places_of(mine), filters_of({"q": words}), NOON)) == found


def test_filters_that_nobody_knows_are_left_out_of_the_address() -> None:
    assert filters_of({"state": "rotten", "site": "x", "order": "color", "q": " "}) == Filters()
    assert Filters(words="a b", state="asks").query == "q=a+b&state=asks"


def test_retired_meters_show_only_where_they_are_asked_for() -> None:
    made = world("energy", since=START, faced=False)
    Meter.objects.update(retired_at=START)
    mine = meters_of(made.owner)
    assert chosen(mine, places_of(mine), Filters(), NOON) == []
    assert [UUID(pk) for pk in chosen(mine, places_of(mine), Filters(state="retired"), NOON)] == [made.register.pk]
    assert counted(registers_of(mine, NOON), NOON)[0]["retired"] == 1
    assert glances(mine, NOON) == []


def test_rooms_are_sorted_as_people_count() -> None:
    names = ["第10ビル", "第2ビル", "第１ビル"]
    assert sorted(names, key=natural) == ["第１ビル", "第2ビル", "第10ビル"]


def test_the_first_page_tells_what_needs_somebody_and_nothing_of_others() -> None:
    made = world("energy", since=START)
    home(person("other@example.jp"), "Elsewhere")
    send(made, "8766.00", START + hours(1), 1)
    work()
    Standing.objects.update(questions=2)
    page = _client(made).get("/").content.decode()
    assert "Home" in page
    assert "8,766.00" in page
    assert "To confirm" in page
    assert "Elsewhere" not in page


def test_the_list_costs_the_same_queries_however_many_meters_there_are(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    made = world("energy", since=START, faced=False)
    client = _client(made)
    for name in ("home", "meters"):
        client.get(reverse(name))
        with django_assert_max_num_queries(40) as before:
            client.get(reverse(name))
        for n in range(12):
            register_meter(Site.objects.create(organization=made.site.organization, name=f"Site {n}"), WANTED["energy"])
        with django_assert_max_num_queries(len(before)):
            client.get(reverse(name))


def test_a_view_is_kept_under_a_name_replaced_and_forgotten() -> None:
    made = world("energy", since=START, faced=False)
    client = _client(made)
    for state in ("asks", "silent"):
        client.post(reverse("save_view"), {"name": "Morning", "state": state})
    view = SavedView.objects.get()
    assert view.query == "state=silent"
    assert "Morning" in client.get("/meters").content.decode()
    stranger = Client()
    stranger.force_login(person("other@example.jp"))
    stranger.post(reverse("forget_view"), {"view": view.pk})
    assert SavedView.objects.exists()
    client.post(reverse("forget_view"), {"view": view.pk})
    assert not SavedView.objects.exists()


def _asked(made: World, *days: int) -> list[Attempt]:
    """Photographs, newest first, about which the reader could not decide."""
    for n in days:
        send(made, f"876{n}.00", START + hours(n), n)
    work()
    attempts = Attempt.objects.filter(taken_at__gt=START).order_by("-taken_at")
    attempts.update(verdict="uncertain", guess=None, alternatives=[[876700, 0.6], [876900, 0.3]])
    Reading.objects.filter(at__gt=START).delete()
    return list(attempts)


def test_questions_are_answered_one_after_the_other() -> None:
    made = world("energy", since=START)
    second, first = _asked(made, 6, 7)
    client = _client(made)
    answer = client.get(reverse("review"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("question", args=[second.pk])
    page = answer.content.decode()
    assert "2 left" in page
    assert 'value="8767.00"' in page
    answer = client.post(reverse("question", args=[second.pk]), {"value": "8767.00"})
    assert answer.headers["Location"] == reverse("question", args=[first.pk])
    assert Reading.objects.get(at=second.taken_at).value == 876700
    answer = client.post(reverse("question", args=[first.pk]), {"unreadable": "1"}, follow=True)
    assert Reading.objects.get(at=first.taken_at).state == State.UNREADABLE
    assert "No photograph waits" in answer.content.decode()


def test_a_wrong_answer_is_told_where_it_was_given() -> None:
    made = world("energy", since=START)
    [asked] = _asked(made, 6)
    for typed, words in (("many", "as a number"), ("99999999", "cannot show")):
        answer = _client(made).post(reverse("question", args=[asked.pk]), {"value": typed}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("question", args=[asked.pk])
        assert words in answer.content.decode()
    assert not Reading.objects.filter(at=asked.taken_at).exists()


def test_paused_and_retired_meters_and_those_of_others_do_not_ask() -> None:
    made = world("energy", since=START)
    _asked(made, 6)
    client = _client(made)
    viewer = Client()
    viewer.force_login(member(made.site.organization, "viewer@example.jp"))
    assert viewer.get(reverse("review")).status_code == 200
    assert client.get(reverse("review")).status_code == 302
    pause = Pause.objects.create(meter=made.register.meter, since=START)
    assert client.get(reverse("review")).status_code == 200
    Pause.objects.filter(pk=pause.pk).update(until=timezone.now())
    assert client.get(reverse("review")).status_code == 302
    Meter.objects.update(retired_at=START)
    assert client.get(reverse("review")).status_code == 200


def test_a_meter_is_described_exchanged_paused_and_retired_on_its_pages() -> None:
    made = world("energy", since=START)
    work()
    client, meter = _client(made), made.register.meter
    told = {
        "name": "Boiler",
        "site": made.site.pk,
        "unit": "kWh",
        "multiplier": "10",
        "digits": "8",
        "serial": "S-1",
        "max_per_hour": "12",
    }
    assert client.post(reverse("edit_meter", args=[meter.pk]), told).status_code == 302
    meter.refresh_from_db()
    made.register.refresh_from_db()
    assert (meter.name, meter.serial, made.register.multiplier, made.register.max_per_hour) == (
        "Boiler",
        "S-1",
        Decimal(10),
        1200,
    )
    swap = {"at": "2026-04-06T12:00", "last_value": "8,766.00", "first_value": "0", "digits": "8", "decimals": "2"}
    swap |= {"multiplier": "1", "serial": "S-2"}
    assert (
        "below the value"
        in client.post(reverse("exchange_meter", args=[meter.pk]), {**swap, "last_value": "1"}).content.decode()
    )
    assert client.post(reverse("exchange_meter", args=[meter.pk]), swap).status_code == 302
    assert Reading.objects.get(at=datetime(2026, 4, 6, 3, 0, tzinfo=UTC)).value == 0
    for step, paused, retired in (
        ("pause", True, False),
        ("resume", False, False),
        ("retire", False, True),
        ("take_back", False, False),
    ):
        client.post(reverse("meter_step", args=[meter.pk]), {"step": step})
        meter.refresh_from_db()
        assert (meter.pauses.filter(until=None).exists(), meter.retired_at is not None) == (paused, retired)
    assert client.post(reverse("meter_step", args=[meter.pk]), {"step": "explode"}).status_code == 404


def test_a_second_camera_does_not_hide_that_the_first_is_watched() -> None:
    made = world("energy", since=START, faced=False)
    install(new_camera(made.site.organization, "Second")[0], made.register.meter)
    assert len(overview(meters_of(made.owner), NOON)) == 1


@pytest.mark.parametrize("order", ["place", "needs", "latest", "most"])
def test_every_order_lists_every_meter_once(order: str) -> None:
    made = world("energy", since=START, faced=False)
    other = register_meter(made.site, WANTED["water"])
    used = {"month_used": 100, "month": this_month(NOON, made.site.zone)}
    _stands(made.register, usual_until=list(range(0, 250, 10)), at=NOON, **used)
    mine = meters_of(made.owner)
    found = [UUID(pk) for pk in chosen(mine, places_of(mine), Filters(order=order), NOON)]
    assert sorted(found) == sorted([made.register.pk, other.pk])
    if order != "place":
        assert found[0] == made.register.pk
