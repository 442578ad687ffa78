"""A photograph becomes a reading, in order of the time taken, whatever the order in which photographs come."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.captures.services import accept
from harimi.service.devices.services import install, new_camera
from harimi.service.platform import outbox
from harimi.service.platform.blobs import blobs
from harimi.service.platform.leases import LeaseLostError, claim
from harimi.service.platform.models import OutboxEvent
from harimi.service.platform.working import MOST
from harimi.service.readings.framing import cut_stragglers
from harimi.service.readings.models import Attempt, Chain, Reading, ReadingVersion, State, Usage
from harimi.service.readings.reading import read_some
from harimi.service.readings.set_up import keep_face, set_up_picture
from harimi.service.readings.settled import ImpossibleError, Word, settle_by_person
from harimi.service.readings.settling import settle, settle_some
from harimi.service.readings.trying import tried
from harimi.service.readings.writing import CHANGED
from harimi.simulate.camera import Light
from harimi.vision.face import Face, Segments
from tests.meters import shot
from tests.services.world import hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def test_a_photograph_becomes_a_reading_with_its_evidence() -> None:
    made = world("energy", since=START)
    send(made, "8770.10", START + hours(1))
    work()
    assert values(made.register) == [876541, 877010]
    last = Reading.objects.filter(register=made.register).order_by("-at")[0]
    assert last.state == State.ESTIMATED
    assert last.attempt is not None
    assert [element["text"] for element in last.attempt.evidence[0]["elements"]] == ["0", "0", "8", "7", "7", "0.", "1", "0"]


def test_a_late_photograph_is_put_in_its_place_and_what_follows_is_judged_again() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), 1)
    late = send(made, "8900.00", START + hours(4), 2)
    work()
    attempt = Attempt.objects.get(cut__capture=late)
    assert (attempt.verdict, values(made.register)) == ("uncertain", [876541, 876600])
    for n, value in ((2, "8776.00"), (3, "8788.00")):
        send(made, value, START + hours(n), n + 2)
    work()
    assert values(made.register) == [876541, 876600, 877600, 878800]
    made.register.max_per_hour = 300_00
    made.register.save()
    send(made, "8789.00", START + hours(3.5), 7)
    work()
    assert values(made.register) == [876541, 876600, 877600, 878800, 878900, 890000]
    assert Chain.objects.get(register=made.register).dirty_from is None


def test_a_person_settles_a_doubtful_value_and_those_around_it_are_judged_by_it() -> None:
    """More than the meter can count lies between the first two: one of them is wrong, and a person says which."""
    made = world("energy", since=START)
    jump = send(made, "8900.00", START + hours(1), 1)
    send(made, "8903.00", START + hours(2), 2)
    work()
    assert values(made.register) == [876541]
    settle_by_person(Attempt.objects.get(cut__capture=jump), Word(Decimal("8900.00"), made.owner))
    work()
    assert values(made.register) == [None, 890000, 890300]
    assert Reading.objects.get(register=made.register, at=START).state == State.REJECTED
    assert ReadingVersion.objects.filter(at=START, value=876541, why="later photographs").exists()
    assert Reading.objects.get(register=made.register, at=START + hours(1)).state == State.CONFIRMED


def test_a_correction_keeps_what_was_before_with_who_and_why() -> None:
    made = world("energy", since=START)
    shown = send(made, "8766.00", START + hours(1))
    work()
    settle_by_person(Attempt.objects.get(cut__capture=shown), Word(Decimal("8766.10"), made.owner))
    work()
    now = Reading.objects.get(register=made.register, at=START + hours(1))
    before = ReadingVersion.objects.get(register=made.register)
    assert (now.value, now.state) == (876610, State.CORRECTED)
    assert (before.value, before.state, before.why, before.replaced_by) == (876600, State.ESTIMATED, "person", made.owner)


def test_darkness_is_kept_as_an_unreadable_moment_with_its_reason() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1), light=Light(gain=0.0))
    work()
    last = Reading.objects.filter(register=made.register).order_by("-at")[0]
    assert (last.value, last.state) == (None, State.UNREADABLE)
    assert last.attempt is not None
    assert last.attempt.reasons


def test_each_change_is_told_to_others_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(outbox, "_HANDLERS", {CHANGED: [told.append]})
    made = world("energy", since=START)
    work()
    send(made, "8766.00", START + hours(1))
    work()
    assert {payload["register"] for payload in told} == {str(made.register.pk)}
    assert [payload["state"] for payload in told] == ["estimated", "confirmed", "estimated"]
    assert not OutboxEvent.objects.exists()


def test_work_done_twice_changes_nothing() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(1))
    work()
    Cut.objects.update(state=Cut.State.DUE, due_at=timezone.now())
    work()
    assert values(made.register) == [876541, 876600]
    assert Attempt.objects.count() == 2
    assert not ReadingVersion.objects.exists()


def test_a_picture_whose_bytes_are_gone_is_tried_again_and_then_kept_as_unreadable() -> None:
    made = world("energy", since=START)
    lost = Cut.objects.get(capture=send(made, "8766.00", START + hours(1)))
    blobs().delete(lost.blob)
    for _ in range(MOST + 1):
        Cut.objects.filter(state=Cut.State.DUE).update(due_at=timezone.now())
        work()
    lost.refresh_from_db()
    assert lost.state == Cut.State.FAILED
    assert "BlobMissingError" in lost.fault
    assert values(made.register) == [876541, None]
    assert Attempt.objects.get(cut=lost).reasons[0]["code"] == "reader_failed"


def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    made = world("energy", since=START)
    work()
    send(made, "8766.00", START + hours(1))
    while read_some():
        pass
    taken_over = Chain.objects.get(register=made.register)
    ours = claim(Chain.objects.exclude(dirty_from=None))
    assert ours is not None
    Chain.objects.filter(pk=taken_over.pk).update(lease_until=START)
    assert claim(Chain.objects.exclude(dirty_from=None)) is not None
    with pytest.raises(LeaseLostError):
        settle([ours])
    assert values(made.register) == [876541]
    Chain.objects.filter(pk=taken_over.pk).update(lease_until=START)
    assert settle_some()
    assert values(made.register) == [876541, 876600]


def test_each_camera_is_read_with_the_face_that_was_drawn_on_its_own_pictures() -> None:
    made = world("energy", since=START)
    other, _ = new_camera(made.site.organization, "Second")
    view = install(other, made.register.meter, since=START + hours(1))
    accept(other, shot(made.living, Decimal("8766.00")), START + hours(1))
    picture = set_up_picture(view)
    assert picture is not None
    keep_face(made.register, picture, made.living.look.face(), actor=made.owner)
    send(made, "8767.00", START + hours(2), 1)
    work()
    by_version = Attempt.objects.order_by("taken_at").values_list("face__version", "cut__installation__device__name")
    assert list(by_version) == [(1, "Camera"), (2, "Second"), (1, "Camera")]


def test_a_page_keeps_the_look_of_its_sign_and_its_place_within_the_frame() -> None:
    made = world("energy", since=START, faced=False)
    accept(made.device, shot(made.living, made.living.start), START)
    picture = set_up_picture(made.installation)
    assert picture is not None
    face = made.living.look.face()
    box = ((494, 256), (560, 256), (560, 292), (494, 292))
    page = Face.model_validate(face.model_dump() | {"displays": [face.displays[0].model_dump() | {"page": [{"corners": box}]}]})
    assert tried(picture, page, "en").state == "published"
    row = Face.model_validate(keep_face(made.register, picture, page, actor=made.owner).data)
    display = row.displays[0]
    assert isinstance(display, Segments)
    assert display.page[0].pixels
    assert all(0 <= x < row.size[0] and 0 <= y < row.size[1] for x, y in display.page[0].corners)
    send(made, "8767.00", START + hours(1))
    work()
    assert values(made.register) == [876541, 876700]


def test_a_whole_photograph_that_came_while_its_face_was_kept_is_cut_and_read_too() -> None:
    made = world("energy", since=START)
    late = Cut.objects.get(capture=send(made, "8766.00", START + hours(1)))
    whole = shot(made.living, Decimal("8766.00"), 1)
    Cut.objects.filter(pk=late.pk).update(frame=None, blob=blobs().put(whole), state=Cut.State.WAITING, due_at=None)
    assert cut_stragglers() == 1
    work()
    assert values(made.register) == [876541, 876600]
    assert Cut.objects.get(pk=late.pk).frame is not None


def test_what_others_failed_to_hear_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(payload: dict[str, object]) -> None:
        raise ConnectionError("nobody there")

    monkeypatch.setattr(outbox, "_HANDLERS", {CHANGED: [deaf]})
    world("energy", since=START)
    work()
    event = OutboxEvent.objects.get()
    assert (event.fault, event.tries) == ("ConnectionError", 1)
    assert event.due_at is not None
    assert event.due_at > timezone.now()


@pytest.mark.parametrize("value", ["-1", "100000000", "8765410000", "1e40"])
def test_a_value_that_the_meter_cannot_show_is_refused_even_from_a_person(value: str) -> None:
    made = world("energy", since=START)
    work()
    with pytest.raises(ImpossibleError):
        settle_by_person(Attempt.objects.get(), Word(Decimal(value), made.owner))
    assert values(made.register) == [876541]


def test_a_settled_reading_keeps_its_value_but_learns_of_a_roll_over_before_it() -> None:
    made = world("energy", since=START)
    made.register.max_per_hour = None
    made.register.save()
    after = send(made, "10.00", START + hours(3), 1)
    work()
    settle_by_person(Attempt.objects.get(cut__capture=after), Word(Decimal("10.00"), made.owner))
    first = Attempt.objects.get(taken_at=START)
    settle_by_person(first, Word(Decimal("999990.00"), made.owner))
    work()
    settled = Reading.objects.get(register=made.register, at=START + hours(3))
    assert (settled.value, settled.carried, settled.state) == (1000, 100_000_000, State.CONFIRMED)
    assert sum(Usage.objects.filter(period="hour").values_list("amount", flat=True)) == 2000
    assert settled.settled_by == made.owner


def test_a_register_that_cannot_be_decided_does_not_stop_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world("energy", since=START)
    assert read_some()
    Attempt.objects.update(alternatives=[["nonsense"]])
    for _ in range(MOST):
        Chain.objects.update(due_at=timezone.now())
        assert settle_some()
    assert Chain.objects.get(register=made.register).due_at is None
    assert not settle_some()
