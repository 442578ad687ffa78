"""Photographs are read again on request: once, in their range, and a person's word stands."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.readings import reading
from harimi.service.readings.models import Attempt, Reading
from harimi.service.readings.reading import read_some
from harimi.service.readings.settled import Word, settle_by_person
from tests.services.face_editing import START, ask, client_of, drawn_on, page_of
from tests.services.world import World, hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)


def _asked(made: World, form: dict[str, str]) -> dict[str, str]:
    answer = client_of().post(reverse("reread_face", args=[made.register.meter_id]), form)
    return {name: one[0] for name, one in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_photographs_are_read_again_on_request_once_and_their_progress_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TOGETHER", 1)
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    before = {one.pk: one.models_used for one in Attempt.objects.all()}
    Attempt.objects.update(models_used="old")
    query = _asked(made, {"range": "all"})
    again = _asked(made, {"range": "all"})
    assert Cut.objects.filter(state__in=UNREAD).count() == 4
    assert read_some()
    page = page_of(made, "reread_face", **query)
    assert (page.context["progress"].done, page.context["progress"].total) == (1, 4)
    assert "1 of 4 photographs" in page.content.decode()
    work()
    page = page_of(made, "reread_face", **again)
    assert page.context["progress"].over
    assert "No value changed" in page.content.decode()
    assert "4 → 4" in page.content.decode()
    assert {one.pk: one.models_used for one in Attempt.objects.all()} == before


def test_a_new_photograph_does_not_wait_for_those_that_are_read_again() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    _asked(made, {"range": "all"})
    send(made, "8771.00", START + hours(4), 4)
    assert read_some()
    assert Attempt.objects.filter(taken_at=START + hours(4)).exists()
    assert Cut.objects.filter(state=Cut.State.AGAIN).count() == 4
    work()
    assert not Cut.objects.filter(state__in=UNREAD).exists()


def test_what_reading_again_changed_is_told_and_a_persons_word_stands() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    drawn = drawn_on(made)
    drawn["face"]["displays"][0]["decimals"] = 1
    ask(made, "save_face", drawn | {"since": "all"})
    work()
    assert values(made.register) == [8765410, 8767000, 8768000, 8769000]
    settle_by_person(Attempt.objects.get(taken_at=START + hours(2)), Word(Decimal("8768.00"), made.owner))
    client_of().post(reverse("restore_face", args=[made.register.meter_id, 1]), {"since": "all"})
    query = _asked(made, {"range": "all"})
    work()
    page = page_of(made, "reread_face", **query)
    changed = {one.at: (one.before.value, one.now.value) for one in page.context["changes"]}
    assert changed[START + hours(3)] == (8769000, 876900)
    assert START + hours(2) not in changed
    assert f'href="{reverse("reading", args=[Attempt.objects.get(taken_at=START).pk])}"' in page.content.decode()
    stands = Reading.objects.get(register=made.register, at=START + hours(2))
    assert (stands.value, stands.by_person) == (876800, True)


def test_only_the_range_that_was_asked_for_is_read_again_in_the_sites_own_time() -> None:
    made = world("energy", since=START)
    for n in range(1, 5):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    _asked(made, {"range": "some", "from": "2026-04-06T10:00", "to": "2026-04-06T11:00"})
    due = Cut.objects.filter(state__in=UNREAD).order_by("taken_at").values_list("taken_at", flat=True)
    assert list(due) == [START + hours(1), START + hours(2)]


@pytest.mark.parametrize(
    "form", [{}, {"range": "some", "from": "x", "to": "y"}, {"from": "2026-04-07T00:00", "to": "2026-04-06T00:00"}]
)
def test_a_range_that_is_none_is_refused_in_words(form: dict[str, str]) -> None:
    made = world("energy", since=START)
    work()
    page = client_of().post(reverse("reread_face", args=[made.register.meter_id]), form, follow=True)
    assert 'class="error"' in page.content.decode()
    assert not Cut.objects.filter(state__in=UNREAD).exists()


@pytest.mark.parametrize(
    "sent", [{"from": "x", "to": "y", "asked": "z"}, {"from": "2026-04-06", "to": "", "asked": ""}, {"had": "٣"}]
)
def test_an_address_that_says_nothing_shows_the_form_alone(sent: dict[str, str]) -> None:
    made = world("energy", since=START)
    page = page_of(made, "reread_face", **sent)
    assert page.status_code == 200
    assert page.context["progress"] is None


# Copying
