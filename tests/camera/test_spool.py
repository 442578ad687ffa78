"""Photographs on disk: whole or put aside, in order, within bounds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.camera.aside import MOST, Aside
from harimi.camera.files import Book
from harimi.camera.spool import NoSpaceError, Room, Spool
from harimi.camera.thinning import given_up
from harimi.camera.waiting import Waiting, digest_of, waiting_named

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 4, 6, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def spool(folder: Path, limit: int = 10_000_000) -> Spool:
    """A spool of so many bytes."""
    return Spool(folder, Room(limit))


def filled(kept: Spool, count: int, size: int = 100, every: timedelta = timedelta(hours=1)) -> list[Waiting]:
    """So many photographs, one an hour."""
    return [kept.add(bytes([n % 256]) * size, START + n * every, f"key-{n}", TOKYO) for n in range(count)]


@given(MOMENTS, st.from_regex(r"[A-Za-z0-9-]{1,40}", fullmatch=True))
def test_a_name_says_everything(moment: datetime, key: str) -> None:
    for part in (None, (0.25, 0.125, 0.5, 0.0625)):
        one = Waiting(moment, key, digest_of(b"x"), part)
        assert waiting_named(one.name) == one


def test_what_is_added_in_any_order_waits_in_the_order_of_its_times(tmp_path: Path) -> None:
    kept = spool(tmp_path)
    for n in (3, 1, 2):
        kept.add(b"photo", START + timedelta(hours=n), f"{n}", TOKYO)
    assert [one.key for one in spool(tmp_path).waiting()] == ["1", "2", "3"]


def test_the_same_again_is_one(tmp_path: Path) -> None:
    kept = spool(tmp_path)
    assert kept.add(b"photo", START, "key", TOKYO) == kept.add(b"photo", START, "key", TOKYO)
    assert len(kept.waiting()) == 1


@pytest.mark.parametrize("left", [0, 1, 99, 100, 199])
def test_a_photograph_that_the_disk_cut_short_is_put_aside(tmp_path: Path, left: int) -> None:
    kept = spool(tmp_path)
    whole, cut = kept.add(b"a" * 200, START, "whole", TOKYO), kept.add(b"b" * 200, START + timedelta(1), "cut", TOKYO)
    path = kept.folder / cut.name
    path.write_bytes(path.read_bytes()[:left])
    again = spool(tmp_path)
    assert again.read(whole) == b"a" * 200
    assert again.read(cut) is None
    assert (again.waiting(), len(again.damaged)) == ([whole], 1)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    kept = spool(tmp_path)
    one = kept.add(b"a" * 200, START, "one", TOKYO)
    (kept.folder / one.name).write_bytes(b"a" * 199 + b"b")
    assert kept.read(one) is None


@pytest.mark.parametrize("size", [0, 1, 150])
def test_what_was_being_written_when_the_power_went_is_put_aside_with_the_reason(tmp_path: Path, size: int) -> None:
    filled(spool(tmp_path), 1)
    (tmp_path / "waiting" / ".new-20260406T000000.000000Z_k_0123456789abcdef.jpg").write_bytes(b"x" * size)
    again = spool(tmp_path)
    assert (len(again.waiting()), len(again.damaged)) == (1, 1)
    assert "the power went" in next(again.damaged.folder.glob("*.txt")).read_text()


def test_a_file_of_another_name_is_put_aside(tmp_path: Path) -> None:
    spool(tmp_path)
    (tmp_path / "waiting" / "holiday.jpg").write_bytes(b"x")
    assert len(spool(tmp_path).damaged) == 1


def test_weeks_without_network_keep_an_even_coarser_curve_within_the_room(tmp_path: Path) -> None:
    thinned: list[int] = []
    kept = Spool(tmp_path, Room(20_000), thinned.append)
    filled(kept, 24 * 21)
    waiting = kept.waiting()
    assert sum(kept.size(one) for one in waiting) <= 20_000
    assert sum(thinned) == 24 * 21 - len(waiting)
    moments = [one.taken_at for one in waiting]
    days = {moment.astimezone(TOKYO).date() for moment in moments}
    assert len(days) == 22
    assert max(later - earlier for earlier, later in pairwise(moments)) <= timedelta(hours=23)
    assert moments[-1] == START + timedelta(hours=24 * 21 - 1)


@given(st.lists(st.integers(0, 24 * 40), min_size=1, max_size=80, unique=True))
def test_thinning_gives_up_something_but_never_the_newest(hours: list[int]) -> None:
    moments = [START + timedelta(hours=n) for n in sorted(hours)]
    going = given_up(moments, TOKYO)
    assert len(moments) - 1 not in going
    assert bool(going) == (len(moments) > 1)
    assert len(going) <= (len(moments) + 1) // 2
    if any(
        len([m for m in moments if m.astimezone(TOKYO).date() == day]) > 2
        for day in {m.astimezone(TOKYO).date() for m in moments}
    ):
        left = {moment.astimezone(TOKYO).date() for n, moment in enumerate(moments) if n not in going}
        assert left == {moment.astimezone(TOKYO).date() for moment in moments}


def test_one_photograph_too_large_for_the_room_is_refused(tmp_path: Path) -> None:
    kept = spool(tmp_path, 1000)
    filled(kept, 2)
    with pytest.raises(NoSpaceError, match="limit_mb"):
        kept.add(b"x" * 2000, START + timedelta(days=1), "large", TOKYO)
    assert len(kept.waiting()) == 1


def test_a_disk_without_room_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(NoSpaceError):
        Spool(tmp_path, Room(1000, keep_free=2**62)).add(b"x", START, "one", TOKYO)


def test_what_was_freed_can_be_used_again(tmp_path: Path) -> None:
    kept = spool(tmp_path, 1000)
    for round_ in range(5):
        for one in [kept.add(b"x" * 200, START + timedelta(days=round_, hours=n), f"{round_}-{n}", TOKYO) for n in range(5)]:
            kept.remove(one)
    assert kept.waiting() == []


def test_what_is_put_aside_is_bounded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    aside = Aside(tmp_path / "refused")
    for n in range(MOST + 3):
        file = tmp_path / f"{n:04d}.jpg"
        file.write_bytes(b"x")
        aside.put(file, "because")
    assert len(aside) == MOST
    assert not (aside.folder / "0002.jpg").exists()
    assert caplog.text.count("is deleted") == 3


@pytest.mark.parametrize("bytes_", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_book_is_put_beside_and_begun_anew(tmp_path: Path, bytes_: bytes) -> None:
    path = tmp_path / "diary.json"
    path.write_bytes(bytes_)
    book = Book(path)
    book.change(last_shot="now")
    assert Book(path).get("last_shot") == "now"
    assert path.with_name("diary.json.damaged").read_bytes() == bytes_
