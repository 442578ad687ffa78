"""A tenant sees the meters that are let to them, in their own time: no value, photograph or sum of anybody else's."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from harimi.service.accounts.models import Membership, User
from harimi.service.captures.models import Cut
from harimi.service.captures.registration import register_meter
from harimi.service.meters.places import let, new_tenant
from harimi.service.readings.annotating import Note, annotate
from harimi.service.readings.models import Attempt
from harimi.service.readings.settled import Word, settle_by_person
from tests.services.world import WANTED, World, home, hours, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
ON = {"span": "month", "on": "2026-04-06"}


@pytest.fixture
def made() -> World:
    """Photographs at 0, 2, 4 and 6 o'clock; the second tenant came at 3 and left at 5."""
    made = world("energy", since=START)
    for n, value in ((2, "8770.00"), (4, "8780.00"), (6, "8790.00")):
        send(made, value, START + hours(n), n)
    work()
    for name, since in (("before", START), ("tenant", START + hours(3))):
        tenant = new_tenant(made.site.organization, f"The {name}", actor=made.owner)
        Membership.objects.create(
            organization=made.site.organization, user=person(f"{name}@example.jp"), role="tenant", tenant=tenant.pk
        )
        let(made.register.meter, tenant, since, actor=made.owner)
    let(made.register.meter, None, START + hours(5), actor=made.owner)
    return made


def _client(who: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _page(made: World, who: str, name: str = "meter", **asked: str) -> str:
    answer = _client(who).get(reverse(name, args=[made.register.meter_id]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "theirs", "others"),
    [
        ("tenant", ["8,780.00"], ["8,765.41", "8,770.00", "8,790.00"]),
        ("before", ["8,765.41", "8,770.00"], ["8,780.00", "8,790.00"]),
    ],
)
@pytest.mark.parametrize("span", ["day", "week", "month", "year", "all"])
def test_values_of_ones_own_time_stand_on_every_span_and_no_others(
    made: World, who: str, theirs: list[str], others: list[str], span: str
) -> None:
    page = _page(made, who, span=span, on="2026-04-06")
    assert all(value in page for value in theirs)
    assert not any(value in page for value in others)


def test_usage_is_counted_from_the_moment_when_the_tenant_came_until_they_left(made: World) -> None:
    assert "10.00" in _page(made, "tenant", **ON)
    assert "9.59" in _page(made, "before", **ON)
    columns = _client("tenant").get(reverse("meter_curve", args=[made.register.meter_id]), ON).json()
    assert columns["v"] == [878000]


def test_a_zoom_beyond_ones_own_time_shows_no_more(made: World) -> None:
    asked = {"from": "2026-04-05T00:00:00Z", "to": "2026-04-07T00:00:00Z"}
    columns = _client("tenant").get(reverse("meter_curve", args=[made.register.meter_id]), asked).json()
    assert columns["v"] == [878000]


def test_photographs_and_evidence_of_another_time_are_not_there(made: World) -> None:
    client = _client("tenant")
    for attempt in Attempt.objects.all():
        own = attempt.taken_at == START + hours(4)
        assert (client.get(reverse("reading", args=[attempt.pk])).status_code == 200) is own
        assert (client.get(reverse("picture", args=[attempt.cut_id])).status_code == 200) is own
    assert Cut.objects.count() == 4
    strip = _page(made, "tenant", "meter_photographs")
    assert strip.count("/readings/") == 1


def test_notes_and_who_corrected_are_not_for_tenants(made: World) -> None:
    annotate(made.register.meter, Note(START + hours(4), "leak under the sink"), actor=made.owner)
    attempt = Attempt.objects.get(taken_at=START + hours(4))
    settle_by_person(attempt, Word(Decimal("8781.00"), made.owner, "asked the plumber"))
    shown = _client("tenant").get(reverse("reading", args=[attempt.pk])).content.decode()
    assert "8,781.00" in shown
    for hidden in ("owner@example.jp", "plumber"):
        assert hidden not in shown
    assert "leak" not in _page(made, "tenant", **ON)
    assert "plumber" in _client("owner").get(reverse("reading", args=[attempt.pk])).content.decode()


def test_a_reading_told_by_hand_names_no_face_and_is_called_a_persons(made: World) -> None:
    attempt = Attempt.objects.get(taken_at=START + hours(4))
    Attempt.objects.filter(pk=attempt.pk).update(face=None, models_used="")
    for value in ("8781.00", "8782.00"):
        settle_by_person(Attempt.objects.get(pk=attempt.pk), Word(Decimal(value), made.owner))
    for who, name in (("tenant", "a person"), ("owner", "owner@example.jp")):
        shown = _client(who).get(reverse("reading", args=[attempt.pk])).content.decode()
        assert f"<dt>Read by</dt><dd>{name}</dd>" in shown
        assert not any(words in shown for words in ("Face version", "Models", "Confidence", "the reader"))


def test_the_first_page_of_a_tenant_shows_their_meters_and_nothing_of_the_house(made: World) -> None:
    register_meter(made.site, WANTED["water"])
    page = _client("tenant").get("/").content.decode()
    assert made.register.meter.name in page
    assert "8,780.00" in page
    assert WANTED["water"].name not in page
    assert "8,790.00" not in page


def test_a_tenant_compares_nothing(made: World) -> None:
    page = _page(made, "tenant", **ON, **{"with": "previous"})
    assert 'name="with"' not in page


def test_who_is_no_tenant_any_more_sees_nothing(made: World) -> None:
    Membership.objects.filter(user__email="tenant@example.jp").delete()
    client = _client("tenant")
    assert client.get(reverse("meter", args=[made.register.meter_id])).status_code == 404
    assert client.get("/").status_code == 302


def test_a_whole_photograph_that_may_show_a_neighbours_meter_is_not_for_tenants(made: World) -> None:
    attempt = Attempt.objects.get(taken_at=START + hours(4))
    assert attempt.cut is not None
    Cut.objects.filter(pk=attempt.cut.pk).update(frame=None)
    client = _client("tenant")
    for name, key in (("reading", attempt.pk), ("picture", attempt.cut_id)):
        assert client.get(reverse(name, args=[key])).status_code == 404
    assert f"/pictures/{attempt.cut_id}.jpg" not in client.get("/").content.decode()
    assert "/readings/" not in _page(made, "tenant", "meter_photographs")


def test_a_tenant_with_a_house_of_their_own_sees_both(made: World) -> None:
    tenant = User.objects.get(email="tenant@example.jp")
    home(tenant, "Their own house")
    page = _client("tenant").get("/").content.decode()
    assert made.register.meter.name in page
