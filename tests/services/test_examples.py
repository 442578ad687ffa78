"""What people said of pictures is offered to training: only that, only the display, only while its owner lets it be used."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from harimi.cli.examples import LIST, fill
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face
from harimi.service.platform.blobs import blobs
from harimi.service.privacy import audit
from harimi.service.privacy.models import Choice
from harimi.service.readings.examples import examples
from harimi.service.readings.models import Attempt
from harimi.service.readings.settled import Word, settle_by_person, tell
from harimi.vision.photo import open_photo
from tests.services.world import World, hours, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def _read(email: str = "owner@example.jp") -> World:
    """Three photographs after the one of the face: one corrected, one confirmed, one of which nobody said anything."""
    made = world("energy", since=START, email=email)
    for n in (1, 2, 3):
        send(made, f"{8765 + n}.00", START + hours(n), n)
    work()
    return made


def _say(made: World, n: int, value: str | None) -> None:
    attempt = Attempt.objects.get(register=made.register, taken_at=START + hours(n))
    settle_by_person(attempt, Word(None if value is None else Decimal(value), made.owner, "a private remark"))


def test_only_what_a_person_told_of_a_picture_is_an_example() -> None:
    made = _read()
    _say(made, 1, "8766.00")
    _say(made, 2, None)
    tell(made.register, START + hours(2.5), Word(Decimal("8767.50"), made.owner))
    found = list(examples())
    assert [(one.state, one.value, one.guess) for one in found] == [
        ("confirmed", "8766.00", "8766.00"),
        ("unreadable", "", "8767.00"),
    ]
    cut = Cut.objects.get(taken_at=START + hours(1))
    assert (found[0].register, found[0].picture, found[0].data) == (made.register.pk, cut.pk, blobs().get(cut.blob))
    assert found[0].face == Face.objects.get().data
    assert (open_photo(found[0].data).image.shape[:2]) == (cut.height, cut.width)


def test_a_picture_of_all_that_a_camera_saw_and_one_that_is_deleted_are_none() -> None:
    made = _read()
    for n in (1, 2, 3):
        _say(made, n, "8765.00")
    whole, deleted, left = Cut.objects.filter(taken_at__gt=START).order_by("taken_at")
    Cut.objects.filter(pk=whole.pk).update(frame=None)
    blobs().delete(deleted.blob)
    assert [one.picture for one in examples()] == [left.pk]


@pytest.mark.clause("PP-2-2(1)")
def test_what_its_owner_stopped_is_offered_to_no_training() -> None:
    first, second = _read(), _read("other@example.jp")
    for made in (first, second):
        _say(made, 1, "8766.00")
    assert {one.register for one in examples()} == {first.register.pk, second.register.pk}
    stopped = first.site.organization.subject_id
    Choice.objects.create(subject_id=stopped, kind=Choice.Kind.STOP, item="display_content", policy=1)
    seen = audit.looks_at(stopped).count()
    assert {one.register for one in examples()} == {second.register.pk}
    assert audit.looks_at(stopped).count() == seen


def test_owners_see_that_their_pictures_were_used() -> None:
    made = _read()
    _say(made, 1, "8766.00")
    list(examples())
    look = audit.looks_at(made.site.organization.subject_id).get()
    assert (look.purpose, look.items, look.clause) == ("improvement", ["display_content"], "2-2(1)")


def test_the_folder_holds_what_may_be_used_now_and_nothing_of_whose_it_is(tmp_path: Path) -> None:
    made = _read()
    for n in (1, 2):
        _say(made, n, "8766.00")
    folder = tmp_path / "examples"
    assert fill(folder, examples()) == (2, 0)
    rows = list(csv.DictReader((folder / LIST).open(encoding="utf-8", newline="")))
    assert {(row["display"], row["digits"], row["decimals"], row["unit"], row["value"]) for row in rows} == {
        ("segments", "8", "2", "kWh", "8766.00")
    }
    for row in rows:
        assert open_photo((folder / row["file"]).read_bytes()).image.size
        assert json.loads((folder / row["face"]).read_text(encoding="utf-8")) == Face.objects.get().data
    told = (folder / LIST).read_text(encoding="utf-8")
    assert not [word for word in ("Home", "Electricity", "owner@example.jp", "private remark", "2026") if word in told]

    (folder / "notes.txt").write_text("mine")
    blobs().delete(Cut.objects.get(taken_at=START + hours(2)).blob)
    assert fill(folder, examples()) == (1, 2)
    left = sorted(path.suffix for path in folder.rglob("*") if path.is_file())
    assert left == [".csv", ".jpg", ".json", ".txt"]
    assert fill(folder, []) == (0, 2)
    assert not [path for path in folder.iterdir() if path.is_dir()]
