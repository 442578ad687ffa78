"""A face's reference view is renewed by itself: from pictures that were read and are believed, and from no others."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from harimi.demo.week import set_up
from harimi.service.accounts.models import Activity
from harimi.service.captures.models import Cut
from harimi.service.captures.services import accept, drop
from harimi.service.readings.keeping import forget_old_photographs
from harimi.service.readings.models import Attempt, LearnedView
from harimi.service.readings.renewal.in_force import learned_of
from harimi.service.readings.rereading import ask_again
from harimi.service.readings.settled import Word, settle_by_person
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from tests.services.face_editing import client_of, page_of
from tests.services.world import World, draw_face, hours, work, world
from training.bench.wear import marked, marks

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
NIGHT = Light(gain=0.5, vignette=0.5, infrared=True)
WORN = (15, 20)
"""Days: after the first the scene has changed enough to be learned from, the second upholds it."""
LATE = (15, 20, 25, 30, 35, 40, 45)
"""Days on the way to one at which the first view is lost."""


@dataclass
class Watched:
    """A meter around which everything changes from day to day."""

    made: World
    n: int = 0

    def send(self, day: int, *, light: Light | None = None, shift: float = 0.0) -> Cut:
        """The next photograph, as the place looks on a `day`; the values rise hour by hour."""
        self.n += 1
        living, rng = self.made.living, np.random.default_rng(self.n)
        drawn = marked(living.look.draw(Decimal("8765.41") + self.n), _MARKS, day, set_up(living))
        pose = Pose(float(rng.normal(0, 0.1)), shift=(shift, 0.0))
        image = photograph(Drawing(drawn, {}), rng, pose, light or Light(), Lens(blur=0.4, noise=1.0)).image
        at = START + timedelta(days=day) + hours(self.n)
        capture = accept(self.made.device, encode(image, 90).tobytes(), at).capture
        work()
        return Cut.objects.get(capture=capture)


_MARKS = marks((640, 480), np.random.default_rng(2))


@pytest.fixture
def watched() -> Watched:
    made = world("energy", since=START)
    work()
    return Watched(made)


def _in_force() -> list[LearnedView]:
    return list(LearnedView.objects.filter(state="in_force").order_by("light"))


def _learned(watched: Watched) -> LearnedView:
    """The view that is learned in the first weeks."""
    for day in WORN:
        watched.send(day)
    (view,) = _in_force()
    return view


def test_a_picture_that_was_read_and_upheld_is_learned_from_and_used(watched: Watched) -> None:
    watched.send(5)
    assert not LearnedView.objects.exists()
    noted = watched.send(WORN[0])
    assert LearnedView.objects.get().state == "noted"
    watched.send(WORN[1])
    (view,) = _in_force()
    assert (view.light, view.picture, view.data["moved"] is not None) == ("day", noted, True)
    by_it = Attempt.objects.get(cut=watched.send(25))
    assert [display["view"] for display in by_it.evidence] == ["day"]


def test_what_the_first_view_would_lose_is_read_and_there_is_one_view_of_the_light(watched: Watched) -> None:
    cuts = [watched.send(day) for day in LATE]
    assert {one.verdict for one in Attempt.objects.filter(cut__in=cuts)} == {"published"}
    assert len(_in_force()) == 1
    assert list(watched.made.register.faces.values_list("version", flat=True)) == [1]
    LearnedView.objects.all().delete()
    assert Attempt.objects.get(cut=watched.send(46)).verdict == "unreadable"


def test_each_light_has_a_view_of_its_own(watched: Watched) -> None:
    _learned(watched)
    for day in (24, 25, 26, 27):
        watched.send(day, light=NIGHT)
    assert [view.light for view in _in_force()] == ["day", "infrared"]


def test_at_most_one_is_noted_each_day(watched: Watched) -> None:
    for _ in range(4):
        watched.send(WORN[0])
    (view,) = LearnedView.objects.all()
    assert view.state == "in_force"
    assert view.picture == Cut.objects.order_by("taken_at")[1]


def test_a_picture_whose_reading_is_doubted_teaches_nothing_that_day(watched: Watched) -> None:
    noted = watched.send(WORN[0])
    settle_by_person(Attempt.objects.get(cut=noted), Word(None, watched.made.owner))
    watched.send(WORN[0])
    assert LearnedView.objects.get().state == "refused"
    watched.send(WORN[1])
    watched.send(WORN[1] + 1)
    assert _in_force()


def test_a_picture_that_no_other_upholds_teaches_nothing(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.readings.renewal.learning.upheld", lambda *_: False)
    for day in WORN:
        watched.send(day)
    assert LearnedView.objects.get().state == "refused"


def test_a_camera_that_jumped_renews_nothing(watched: Watched) -> None:
    """Found or not: it is for a person to look at."""
    for day, shift in ((15, 0.05), (16, 0.05), (20, 0.4), (21, 0.4)):
        watched.send(day, shift=shift)
    assert not LearnedView.objects.exists()


def test_a_face_that_is_drawn_anew_begins_with_none(watched: Watched) -> None:
    _learned(watched)
    draw_face(watched.made)
    first, second = watched.made.register.faces.order_by("version")
    found = learned_of([first, second])
    assert (len(found[first.pk].views), len(found[second.pk].views)) == (1, 0)


def test_when_the_picture_goes_what_was_learned_from_it_goes_too(watched: Watched) -> None:
    drop(_learned(watched).picture)
    assert not LearnedView.objects.exists()


def test_a_view_whose_picture_is_kept_for_half_of_its_time_is_renewed_before_it_goes(watched: Watched) -> None:
    organization = watched.made.site.organization
    organization.photographs_kept_days = 30_000
    organization.save()
    for day in (20, 20, 21, 21):
        watched.send(day)
    (first,) = _in_force()
    organization.photographs_kept_days = 1
    organization.save()
    for _ in range(2):
        watched.send(22)
    (now,) = _in_force()
    assert (first.taken_at.day, now.taken_at.day) == (26, 28)
    forget_old_photographs()
    assert not LearnedView.objects.filter(pk=first.pk).exists()


def test_pictures_that_are_read_once_more_use_what_was_learned_and_teach_nothing(watched: Watched) -> None:
    view = _learned(watched)
    assert ask_again(watched.made.register, START, START + timedelta(days=90)) == 3
    work()
    assert _in_force() == [view]
    assert [one.get("view") for one in Attempt.objects.get(cut=view.picture).evidence] == ["day"]


def test_a_meter_that_goes_takes_it_along(watched: Watched) -> None:
    _learned(watched)
    watched.made.register.meter.delete()
    assert not LearnedView.objects.exists()


def test_a_person_sees_when_the_view_was_renewed_and_can_go_back_to_the_first(watched: Watched) -> None:
    assert "renewed by itself" not in page_of(watched.made, "face_versions").content.decode()
    _learned(watched)
    assert "(daylight or lamp)" in page_of(watched.made, "face_versions").content.decode()
    japanese = client_of(language="ja").get(reverse("face_versions", args=[watched.made.register.meter_id]))
    assert "に自動更新(日中・照明)" in japanese.content.decode()
    address = reverse("forget_learned_views", args=[watched.made.register.meter_id, 1])
    for _ in range(2):
        client_of().post(address)
    assert not LearnedView.objects.exists()
    assert Activity.objects.filter(action="meter.view_forgotten").count() == 1


def test_pictures_that_teach_nothing_cost_one_query_for_all_of_them(
    watched: Watched, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _learned(watched)
    face = watched.made.register.faces.get()
    learned_of([face])
    with django_assert_num_queries(1):
        learned_of([face, face])
