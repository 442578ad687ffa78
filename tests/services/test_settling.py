"""Pictures of one register are decided together: later ones confirm, correct and take back, a person's word stands."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.services import accept
from harimi.service.devices.models import Device
from harimi.service.devices.services import install, new_camera
from harimi.service.readings.deciding import Decider, Turn
from harimi.service.readings.marking import mark
from harimi.service.readings.models import Attempt, Reading, ReadingVersion, State, Usage
from harimi.service.readings.queries import last
from harimi.service.readings.settled import Word, settle_by_person
from harimi.service.readings.stretch import Stretch
from tests.meters import shot
from tests.services.world import World, hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def test_later_photographs_confirm_an_estimate_without_changing_what_was_used() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"87{66 + n}.00", START + hours(n), n)
    work()
    states = list(Reading.objects.filter(register=made.register).order_by("at").values_list("state", flat=True))
    assert states == ["confirmed"] * 3 + ["estimated"]
    assert not ReadingVersion.objects.exists()
    assert sum(Usage.objects.filter(period="hour").values_list("amount", flat=True)) == 876900 - 876541


def _seen(made: World, n: int, *rivals: tuple[int, float], camera: Device | None = None) -> Attempt:
    """A picture, of its own or another camera, of which the reader said just this."""
    taken = accept(camera or made.device, shot(made.living, Decimal("8766.00"), 1), START + hours(n)).capture
    cut = Cut.objects.get(capture=taken)
    face = made.register.faces.get()
    Cut.objects.filter(pk=cut.pk).update(state=Cut.State.READ, due_at=None)
    fields = {"alternatives": [list(one) for one in rivals], "reasons": [], "evidence": [], "models_used": ""}
    attempt = Attempt.objects.create(cut=cut, register=made.register, face=face, taken_at=cut.taken_at, **fields)
    mark(made.register, cut.taken_at)
    return attempt


def test_a_wrong_accept_is_corrected_and_its_usage_with_it() -> None:
    """8 taken for 9 with a straight face: the right values that follow are not refused, and the wrong one is put right."""
    made = world("energy", since=START)
    work()
    for n, value in enumerate((876700, 876800, 876900), start=1):
        _seen(made, n, (value, 0.99))
    wrong = _seen(made, 4, (877400, 0.91), (877000, 0.08))
    work()
    assert values(made.register)[-1] == 877400
    for n, value in enumerate((877050, 877100, 877200), start=5):
        _seen(made, n, (value, 0.99))
        work()
    assert values(made.register) == [876541, 876700, 876800, 876900, 877000, 877050, 877100, 877200]
    corrected = Reading.objects.get(register=made.register, at=START + hours(4))
    assert (corrected.state, corrected.by_person) == (State.CORRECTED, False)
    assert ReadingVersion.objects.get(at=corrected.at).value == 877400
    assert sum(Usage.objects.filter(period="hour").values_list("amount", flat=True)) == 877200 - 876541
    wrong.refresh_from_db()
    assert (wrong.verdict, wrong.guess, [one["code"] for one in wrong.doubts]) == ("published", 877000, ["settled_later"])


def test_of_two_pictures_of_one_moment_the_first_makes_the_reading() -> None:
    made = world("energy", since=START)
    work()
    other, _ = new_camera(made.site.organization, "Second")
    install(other, made.register.meter, since=START)
    first = _seen(made, 1, (876700, 0.99))
    _seen(made, 1, (876701, 0.99), camera=other)
    work()
    assert values(made.register) == [876541, 876700]
    assert Reading.objects.get(register=made.register, at=first.taken_at).attempt == first


def test_a_picture_that_shows_nothing_gives_way_to_another_of_the_same_moment() -> None:
    made = world("energy", since=START)
    work()
    other, _ = new_camera(made.site.organization, "Second")
    install(other, made.register.meter, since=START)
    _seen(made, 1)
    _seen(made, 1, (876700, 0.99), camera=other)
    work()
    for n in range(2, 6):
        _seen(made, n, (876700 + 10 * n, 0.99))
        work()
    assert values(made.register)[:2] == [876541, 876700]
    assert ReadingVersion.objects.count() <= 1


def test_a_persons_word_stands_though_it_comes_while_a_worker_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world("energy", since=START)
    work()
    shown = [_seen(made, n, (876600 + 100 * n, 0.99)) for n in (1, 2)]
    work()
    _seen(made, 3, (876900, 0.99))
    decide, said = Decider.decide, list[int]()

    def interrupted(self: Decider, pictures: Stretch) -> list[Turn]:
        turns = decide(self, pictures)
        if not said:
            said.append(1)
            settle_by_person(shown[1], Word(Decimal("8768.50"), made.owner))
        return turns

    monkeypatch.setattr(Decider, "decide", interrupted)
    work()
    reading = Reading.objects.get(register=made.register, at=shown[1].taken_at)
    assert (reading.value, reading.by_person) == (876850, True)


def test_a_persons_word_ends_the_question() -> None:
    made = world("energy", since=START)
    work()
    doubtful = _seen(made, 1, (876600, 0.5), (877600, 0.45))
    work()
    assert last(made.register).asks
    settle_by_person(doubtful, Word(Decimal("8766.00"), made.owner))
    work()
    assert not last(made.register).asks


def _backlog(made: World, count: int) -> None:
    """So many pictures that are read, each sure, one an hour."""
    like = _seen(made, 1, (876591, 0.99))
    assert like.cut is not None
    for n in range(2, count + 1):
        capture, cut = Capture.objects.get(pk=like.cut.capture_id), Cut.objects.get(pk=like.cut.pk)
        at = START + hours(n)
        capture.pk, capture.taken_at, capture.content_hash, capture.idempotency_key = uuid.uuid4(), at, f"{n:064d}", f"key {n}"
        cut.pk, cut.capture, cut.taken_at = uuid.uuid4() if isinstance(cut.pk, uuid.UUID) else None, capture, at
        capture.save(force_insert=True)
        cut.save(force_insert=True)
        Attempt.objects.create(
            cut=cut,
            register=made.register,
            face=like.face,
            taken_at=at,
            alternatives=[[876541 + 50 * n, 0.99]],
            reasons=[],
            evidence=[],
            models_used="",
        )
    mark(made.register, START)
    work()


def test_nothing_new_changes_nothing_wherever_a_stretch_ends() -> None:
    made = world("energy", since=START)
    work()
    _backlog(made, 250)
    before = ReadingVersion.objects.count()
    mark(made.register, START + hours(1))
    work()
    assert ReadingVersion.objects.count() == before
    states = set(Reading.objects.filter(at__lt=START + hours(249)).values_list("state", flat=True))
    assert states == {State.CONFIRMED}


@pytest.mark.parametrize("n", [150, 181, 200])
def test_what_follows_a_persons_word_is_judged_again_though_the_chain_was_due_from_earlier(n: int) -> None:
    made = world("energy", since=START)
    made.register.max_per_hour = None
    made.register.save()
    work()
    _backlog(made, 210)
    mark(made.register, START + hours(1))
    settle_by_person(Attempt.objects.get(taken_at=START + hours(n)), Word(Decimal("999990.00"), made.owner))
    work()
    assert Reading.objects.get(register=made.register, at=START + hours(n + 1)).carried == 100_000_000


def test_a_meter_that_was_exchanged_unannounced_counts_on() -> None:
    made = world("energy", since=START)
    work()
    for n in range(1, 13):
        _seen(made, n, (876541 + 100 * n, 0.99))
    for n in range(13, 20):
        _seen(made, n, (100 * n, 0.99))
    work()
    assert values(made.register)[-3:] == [1700, 1800, 1900]
    assert sum(Usage.objects.filter(period="hour").values_list("amount", flat=True)) == 12 * 100 + 6 * 100
    first = Attempt.objects.get(taken_at=START + hours(13))
    assert [one["code"] for one in first.doubts] == ["settled_later", "stands_elsewhere"]


def test_a_long_backlog_comes_out_as_if_it_had_come_in_time() -> None:
    """More than one stretch at a time, and the same values whatever the order in which the photographs came."""
    made = world("energy", since=START)
    work()
    photographs = [(n, 876541 + 50 * n, 0.99) for n in range(1, 161)]
    photographs[120] = (121, 976541, 0.97)
    for n, value, sure in [*photographs[90:], *photographs[:90]]:
        _seen(made, n, (value, sure))
    work()
    readings = values(made.register)
    assert len(readings) == 160
    assert readings == [876541 + 50 * n for n in range(161) if n != 121]
