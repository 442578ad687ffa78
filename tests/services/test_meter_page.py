"""The pages of a meter: its curve, what it compares with, photographs, health, events and notes."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from harimi.service.captures.models import Cut
from harimi.service.captures.registration import register_meter
from harimi.service.devices.models import DeviceLog, DeviceReport
from harimi.service.devices.services import look_anew, stop
from harimi.service.meters.models import Register
from harimi.service.pages.spans import asked_span, span_of
from harimi.service.pages.vendor import has_uplot
from harimi.service.privacy.choices import Asked, consent
from harimi.service.readings.annotating import EmptyError, Note, annotate
from harimi.service.readings.happened import happened_by
from harimi.service.readings.models import Annotation, Attempt, Reading
from harimi.service.readings.series import points
from harimi.service.readings.usage import recompute_between
from tests.services.world import WANTED, World, home, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
WHO = ("owner", "viewer", "other", "staff", "admin", "nobody")
PAGES = ("meter", "meter_curve", "meter_photographs", "meter_health", "meter_events", "meter_settings", "readings_csv")


@pytest.fixture
def made(published: None) -> World:
    made = world("pressure", since=START)
    work()
    member(made.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    person("admin@example.jp", staff=True, admin=True)
    return made


@pytest.fixture
def counter(published: None) -> Register:
    """A counter of a household without any photograph."""
    return register_meter(home(person("owner@example.jp")), WANTED["energy"])


def _client(who: str = "owner", language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _read(register: Register, at: datetime, value: int | None, state: str = "confirmed") -> None:
    Reading.objects.create(register=register, at=at, value=value, state=state, changed_at=at)


def _page(register: Register, query: str, page: str = "meter", language: str = "en") -> str:
    answer = _client(language=language).get(f"{reverse(page, args=[register.meter_id])}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def _curve(register: Register, query: str) -> Any:
    return json.loads(_page(register, query, "meter_curve"))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_a_meter_are_there_for_those_whose_it_is(made: World, who: str, page: str) -> None:
    allowed = ("owner",) if page == "meter_settings" else ("owner", "viewer")
    status = _client(who).get(reverse(page, args=[made.register.meter_id])).status_code
    assert status == (200 if who in allowed else 302 if who == "nobody" else 404)


@pytest.mark.parametrize("who", WHO)
def test_a_note_is_written_changed_and_deleted_by_those_who_may_change_the_meter(made: World, who: str) -> None:
    meter = made.register.meter
    kept = annotate(meter, Note(START, "Valve mended"), actor=made.owner)
    client, form = _client(who), {"at": "2026-04-07T09:30", "text": "Leak 4111 1111 1111 1111"}
    expected = 302 if who in ("owner", "nobody") else 404
    assert client.post(reverse("note_add", args=[meter.pk]), form).status_code == expected
    assert client.post(reverse("note_change", args=[meter.pk, kept.pk]), form).status_code == expected
    texts = [one.text for one in Annotation.objects.select_related("meter__site__organization")]
    assert texts == (["Leak ••••1111"] * 2 if who == "owner" else ["Valve mended"])
    assert client.post(reverse("note_change", args=[meter.pk, kept.pk]), {"action": "delete"}).status_code == expected
    assert Annotation.objects.filter(pk=kept.pk).exists() is (who != "owner")


def test_a_note_of_another_meter_is_not_changed_through_ones_own(made: World) -> None:
    theirs = register_meter(home(person("third@example.jp"), "Third"), WANTED["energy"])
    note = annotate(theirs.meter, Note(START, "Private"), actor=made.owner)
    address = reverse("note_change", args=[made.register.meter_id, note.pk])
    assert _client().post(address, {"action": "delete"}).status_code == 404
    assert Annotation.objects.filter(pk=note.pk).exists()


def test_a_note_is_sealed_in_the_database_and_says_something(made: World) -> None:
    annotate(made.register.meter, Note(START, "漏水修理"), actor=made.owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM readings_annotation")
        assert "漏水" not in cursor.fetchone()[0]
    with pytest.raises(EmptyError):
        annotate(made.register.meter, Note(START, "\x00 "), actor=made.owner)
    assert _client().post(reverse("note_add", args=[made.register.meter_id]), {"at": "when?", "text": "x"}).status_code == 302
    assert Annotation.objects.count() == 1


def test_a_note_is_a_flag_on_the_curve(made: World) -> None:
    annotate(made.register.meter, Note(START + timedelta(hours=2), "Pump changed"), actor=made.owner)
    assert "Pump changed" in _page(made.register, "on=2026-04-06")
    assert _curve(made.register, "on=2026-04-06")["flags"] == [[int(START.timestamp()) + 7200, "Pump changed"]]


def test_a_spike_is_not_lost_however_long_the_curve(counter: Register) -> None:
    rows = [(START + timedelta(minutes=10 * n), 500 + n % 3, "confirmed") for n in range(3000)]
    rows[1234] = (rows[1234][0], 9000, "confirmed")
    rows[2345] = (rows[2345][0], 501, "corrected")
    Reading.objects.bulk_create(Reading(register=counter, at=at, value=v, state=s, changed_at=at) for at, v, s in rows)
    seen, lost = points(counter, START, START + timedelta(days=30), 50)
    assert len(seen) < 200
    assert lost == []
    assert 9000 in {one.value for one in seen}
    assert "corrected" in {one.state for one in seen}
    assert seen[-1].at <= rows[-1][0].timestamp()
    assert [one.at for one in seen] == sorted({one.at for one in seen})


def test_a_long_curve_does_not_run_across_a_silence_either(counter: Register) -> None:
    hours = [n for n in range(3000) if not 1000 <= n < 1200]
    Reading.objects.bulk_create(
        Reading(register=counter, at=START + timedelta(hours=n), value=n, state="confirmed", changed_at=START) for n in hours
    )
    seen, _ = points(counter, START, START + timedelta(hours=3000), 100)
    assert len(seen) <= 400
    assert {one.stretch for one in seen} == {0, 1}
    assert max(one.value or 0 for one in seen if one.stretch == 0) == 999
    assert min(one.value or 0 for one in seen if one.stretch == 1) == 1200


def test_of_many_moments_without_a_value_one_stands_for_each_bucket(counter: Register) -> None:
    Reading.objects.bulk_create(
        Reading(register=counter, at=START + timedelta(hours=n), state="unreadable", changed_at=START) for n in range(200)
    )
    seen, lost = points(counter, START, START + timedelta(hours=200), 20)
    assert seen == []
    assert [round(one.at - START.timestamp()) // 3600 for one in lost] == list(range(0, 200, 10))


def test_a_curve_does_not_run_across_a_long_silence(counter: Register) -> None:
    for hour in (0, 1, 2, 3, 20, 21):
        _read(counter, START - timedelta(hours=9) + timedelta(hours=hour), hour)
    found = _curve(counter, "on=2026-04-06")
    assert found["v"] == [0, 1, 2, 3, None, 20, 21]
    drawn = re.findall(r'<path class="curve" d="([^"]+)"', _page(counter, "on=2026-04-06"))
    assert drawn[0].count("M") == 2


def test_states_are_told_apart_by_their_form(counter: Register) -> None:
    for hour, state in enumerate(("estimated", "confirmed", "corrected")):
        _read(counter, START + timedelta(hours=hour), 100 + hour, state)
    _read(counter, START + timedelta(hours=4), 50, "rejected")
    _read(counter, START + timedelta(hours=5), None, "unreadable")
    page = _page(counter, "on=2026-04-06")
    forms = dict(re.findall(r'<path class="dot (\w+)" transform="[^"]+" d="([^"]+)"', page))
    assert len(set(forms.values())) == 5
    found = _curve(counter, "on=2026-04-06")
    assert (found["s"], found["lost"]["s"]) == ("ecx", "ru")
    assert found["t"] == [int(START.timestamp()), 3600, 3600]


def test_a_zoom_is_any_time_and_nonsense_is_today(counter: Register) -> None:
    _read(counter, START, 100)
    found = _curve(counter, "from=2026-04-05T00:00:00Z&to=2026-04-07T00:00:00Z")
    assert (found["start"], found["end"]) == (int(START.timestamp()) - 86400, int(START.timestamp()) + 86400)
    for nonsense in (
        "from=x&to=y",
        "from=2026-04-07T00:00&to=2026-04-05T00:00",
        "from=0001-01-01&to=9999-12-31",
        "span=age&page=x",
    ):
        assert _client().get(f"{reverse('meter', args=[counter.meter_id])}?{nonsense}").status_code == 200


def test_a_zoomed_span_is_in_the_sites_own_time_where_it_names_no_zone() -> None:
    span = asked_span(QueryDict("from=2026-04-06T00:00&to=2026-04-07T00:00"), TOKYO, START, None)
    assert (span.start, span.usage) == (datetime(2026, 4, 5, 15, tzinfo=UTC), "hour")


def test_weeks_begin_on_monday_and_leap_days_have_a_year_before() -> None:
    week = span_of("week", "2026-04-08", TOKYO, START + timedelta(days=30))
    assert week.start == datetime(2026, 4, 5, 15, tzinfo=UTC)
    assert week.end - week.start == timedelta(days=7)
    assert week.usage == "day"


def _two_months(register: Register, now: datetime) -> None:
    """1 a day in March and 2 a day in April, read at midnight until `now`."""
    at, value = datetime(2026, 2, 28, 15, tzinfo=UTC), 10_000
    while at <= now:
        _read(register, at, value)
        value += 100 if at < datetime(2026, 3, 31, 15, tzinfo=UTC) else 200
        at += timedelta(days=1)
    for reading in Reading.objects.filter(register=register).order_by("at"):
        recompute_between(register, reading.at, reading.at)


def test_a_month_that_is_not_over_is_compared_until_the_same_moment(counter: Register) -> None:
    _two_months(counter, datetime(2026, 4, 10, 15, tzinfo=UTC))
    page = _page(counter, "span=month&on=2026-04-01&with=previous")
    assert "20.00 kWh used; the month before (until the same moment): 10.00 kWh. That is 100 % more." in page
    assert "前月(同じ時点まで)は10.00 kWhです。100 %多くなっています。" in _page(
        counter, "span=month&on=2026-04-01&with=previous", language="ja"
    )
    assert page.count('class="bar-of-use other"') == 30
    assert "not enough readings" in _page(counter, "span=month&on=2026-04-01&with=last_year")


def test_the_years_of_all_time_are_the_sum_of_their_months(counter: Register) -> None:
    _two_months(counter, datetime(2026, 4, 10, 15, tzinfo=UTC))
    page = _page(counter, "span=all")
    assert re.search(r"<title>2026  51\.00 kWh</title>", page)


def test_only_meters_of_ones_own_can_be_compared_with(counter: Register) -> None:
    twin = register_meter(counter.meter.site, WANTED["energy"])
    theirs = register_meter(home(person("other@example.jp"), "Elsewhere"), WANTED["energy"])
    for register, value in ((counter, 100), (twin, 777), (theirs, 555)):
        _read(register, START, value)
        _read(register, START + timedelta(hours=1), value + 10)
    assert _curve(counter, f"on=2026-04-06&with={twin.pk}")["other"]["v"] == [100, 110]
    assert _curve(counter, f"on=2026-04-06&with={theirs.pk}")["other"]["v"] == []
    assert str(theirs.pk) not in _page(counter, "on=2026-04-06")
    assert str(twin.pk) in _page(counter, "on=2026-04-06")


def test_the_table_has_pages(counter: Register) -> None:
    for n in range(60):
        _read(counter, START + timedelta(minutes=n), 1000 + n)
    first, second = _page(counter, "on=2026-04-06"), _page(counter, "on=2026-04-06&page=1")
    assert ("10.59" in first, "10.09</td>" in first) == (True, False)
    assert ("10.59</td>" in second, "10.09</td>" in second) == (False, True)


def test_small_pictures_are_small_and_only_theirs(made: World) -> None:
    cut = Cut.objects.get()
    address = reverse("picture", args=[cut.pk])
    whole, small = _client().get(address), _client().get(f"{address}?wide=320")
    assert len(small.content) < len(whole.content) / 2
    assert small.headers["Cache-Control"] == "private, max-age=3600"
    assert _client("other").get(f"{address}?wide=320").status_code == 404


def test_photographs_are_narrowed_to_a_state(made: World) -> None:
    attempt = Attempt.objects.get()
    link = reverse("reading", args=[attempt.pk])
    assert link in _page(made.register, "", "meter_photographs")
    assert link not in _page(made.register, "only=unreadable", "meter_photographs")
    Attempt.objects.update(settled=True, verdict="unreadable")
    assert link in _page(made.register, "only=unreadable", "meter_photographs")
    assert link not in _page(made.register, "before=2026-04-01T00:00:00%2B00:00", "meter_photographs")


def test_what_a_camera_is_shows_only_with_consent(made: World) -> None:
    DeviceReport.objects.create(device=made.device, firmware="4.2-test", battery_percent=61)
    DeviceLog.objects.create(device=made.device, at=START, level="warning", event="network_lost")
    page = _page(made.register, "", "meter_health")
    assert "Lost the network" in page
    assert "4.2-test" not in page
    consent("camera_device", Asked("shown", "en", "test", made.owner.subject_id), subject=made.site.organization.subject_id)
    assert "4.2-test" in _page(made.register, "", "meter_health")


def test_events_tell_of_cameras_faces_and_values_in_order(made: World) -> None:
    attempt = Attempt.objects.get()
    assert _client().post(reverse("reading", args=[attempt.pk]), {"value": "0.5"}).status_code == 302
    look_anew(made.installation)
    stop(made.device)
    kinds = [one.kind for one in happened_by(made.register.meter)]
    assert sorted(kinds) == ["camera_connected", "camera_moved", "camera_stopped", "face", "registered", "settled"]
    page = _page(made.register, "", "meter_events")
    assert page.index("was stopped") < page.index("was moved") < page.index("was connected")


def test_a_page_without_the_fetched_script_asks_for_none(counter: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    _read(counter, START, 100)
    assert ("uPlot" in _page(counter, "on=2026-04-06")) is has_uplot()
    monkeypatch.setattr("harimi.service.pages.views_meter.has_uplot", lambda: False)
    page = _page(counter, "on=2026-04-06")
    assert "uPlot" not in page
    assert '<svg class="chart"' in page


def test_readings_of_a_time_are_a_table_with_exact_numbers(counter: Register) -> None:
    told = {"register": counter, "carried": 5, "state": "confirmed", "confidence": 0.98765, "changed_at": START}
    for hour, value in ((1, 100_00), (2, 100_50), (30, 200_00)):
        Reading.objects.create(at=START + timedelta(hours=hour), value=value, **told)
    answer: Any = _client().get(f"/meters/{counter.meter_id}/readings.csv?span=day&on=2026-04-06")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").split("\r\n")
    assert lines == [
        "Time,Value,Total,Unit,State,Confidence",
        "2026-04-06T10:00:00+09:00,100.00,100.05,kWh,Confirmed,0.988",
        "2026-04-06T11:00:00+09:00,100.50,100.55,kWh,Confirmed,0.988",
        "",
    ]
