"""The store of photographs: the same behaviour of a folder and of a real S3 server, and everything moved between them."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pydantic import ValidationError

from harimi.service.captures.checking import checked
from harimi.service.captures.models import Cut
from harimi.service.captures.services import sweep
from harimi.service.platform import blobs as blobs_module
from harimi.service.platform.blobs import BlobMissingError, Blobs
from harimi.service.platform.copying import copied
from harimi.service.platform.store_address import address_of
from harimi.service.platform.stores import Keys, StoreError, opened
from harimi.service.project.config import Config
from harimi.service.readings.reading import read_some
from tests.instances.swift import KEY, SECRET, Swift
from tests.services.world import send, values, work, world

START = datetime(2026, 4, 6, tzinfo=UTC)
KEYS = Keys(KEY, SECRET)


@dataclass(frozen=True)
class Place:
    """Where a store is; a bucket's prefix is this test's own."""

    at: str

    def open(self) -> Blobs:
        return Blobs(opened(self.at, KEYS))


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place(str(tmp_path / "own"))
    return _bucket(request.getfixturevalue("swift"), tmp_path)


def _bucket(server: Swift, tmp_path: Path) -> Place:
    return Place(server.url.replace("photographs", tmp_path.name))


def test_bytes_are_kept_once_under_their_hash(place: Place) -> None:
    kept = place.open()
    assert kept.put(b"a picture") == kept.put(b"a picture") == blobs_module.key_of(b"a picture")
    assert place.open().get(kept.put(b"a picture")) == b"a picture"
    assert list(kept.each()) == [blobs_module.key_of(b"a picture")]


def test_what_is_deleted_is_missing_and_may_be_deleted_again(place: Place) -> None:
    kept = place.open()
    key = kept.put(b"a picture")
    assert kept.has(key)
    kept.delete(key)
    kept.delete(key)
    assert not kept.has(key)
    with pytest.raises(BlobMissingError, match=key):
        kept.get(key)


def test_only_bytes_older_than_a_moment_are_old(place: Place) -> None:
    kept = place.open()
    key, now = kept.put(b"a picture"), datetime.now(UTC)
    assert [key for keys in kept.older_than(now - timedelta(hours=1)) for key in keys] == []
    assert [key for keys in kept.older_than(now + timedelta(hours=1)) for key in keys] == [key]


def test_a_store_is_checked_by_writing(place: Place) -> None:
    kept = place.open()
    kept.check()
    assert list(kept.each()) == []


def test_a_copy_brings_all_and_goes_on_where_it_stopped(swift: Swift, tmp_path: Path) -> None:
    old, new = opened(tmp_path / "old", KEYS), opened(_bucket(swift, tmp_path).at, KEYS)
    pictures = [f"picture {n}".encode() for n in range(5)]
    for picture in pictures:
        Blobs(old).put(picture)
    part = copied(old, new)
    assert [next(part).done for _ in range(2)] == [1, 2]
    *_, last = copied(old, new)
    assert (last.seen, last.done, last.faults) == (5, 3, 0)
    assert sorted(Blobs(new).get(key) for key in Blobs(new).each()) == pictures
    *_, back = copied(new, opened(tmp_path / "back", KEYS))
    assert back.done == 5


def test_damaged_bytes_are_told_and_not_copied(tmp_path: Path) -> None:
    old, new = opened(tmp_path / "old", KEYS), opened(tmp_path / "new", KEYS)
    key = Blobs(old).put(b"a picture")
    (tmp_path / "old" / key).write_bytes(b"another one")
    (count,) = copied(old, new)
    assert (count.done, count.faults) == (0, 1)
    assert key in count.fault
    assert list(Blobs(new).each()) == []


def test_the_command_copies_and_ends_with_one_where_something_is_wrong(tmp_path: Path) -> None:
    key = Blobs(opened(tmp_path / "old", KEYS)).put(b"a picture")
    command = [sys.executable, "-m", "harimi", "store", "copy", str(tmp_path / "old"), str(tmp_path / "new")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1 seen, 1 copied, 0 faults\n"), done.stderr
    (tmp_path / "old" / key).write_bytes(b"another one")
    (tmp_path / "new" / key).unlink()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "1 seen, 0 copied, 1 faults\n")
    assert key in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_photograph_becomes_a_reading_by_way_of_a_bucket(
    swift: Swift, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"store_url": _bucket(swift, tmp_path).at, "store_key_id": KEY, "store_secret": SECRET}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changes))
    blobs_module.blobs.cache_clear()
    made = world("energy", since=START)
    send(made, "8766.00", START + timedelta(hours=1), 1)
    work()
    assert len(values(made.register)) == 2
    assert not list((tmp_path / "blobs").glob("*")), "nothing lies in the folder"
    *_, sound = checked()
    assert (sound.done, sound.faults) == (2, 0)
    assert sweep(datetime.now(UTC) + timedelta(days=2)) == 0
    blobs_module.blobs().delete(Cut.objects.values_list("blob", flat=True)[0])
    *_, damaged = checked()
    assert (damaged.done, damaged.faults) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_picture_waits_for_a_store_that_is_away_however_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world("energy", since=START)
    with monkeypatch.context() as away:
        changes = {"store_url": "s3://b?endpoint=http://127.0.0.1:1", "store_key_id": KEY, "store_secret": SECRET}
        away.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changes))
        blobs_module.blobs.cache_clear()
        for _ in range(7):
            assert read_some()
            Cut.objects.update(due_at=timezone.now())
    blobs_module.blobs.cache_clear()
    work()
    assert len(values(made.register)) == 1


def test_a_store_that_is_away_or_has_no_such_bucket_is_named(swift: Swift, tmp_path: Path) -> None:
    other = swift.url.replace("harimi", "unknown")
    with pytest.raises(StoreError, match="no such bucket"):
        Blobs(opened(other, KEYS)).put(b"a picture")
    with pytest.raises(StoreError, match=r"the bucket b at 127\.0\.0\.1:1: "):
        Blobs(opened("s3://b?endpoint=http://127.0.0.1:1", KEYS)).put(b"a picture")
    with pytest.raises(StoreError):
        Blobs(opened(_bucket(swift, tmp_path).at, Keys(KEY, "wrong"))).put(b"a picture")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://host/bucket", "must look like s3://"),
        ("s3://", "must look like s3://"),
        ("s3://b?endpoint=host", "endpoint must look like"),
        ("s3://b?place=x", "not place"),
        ("s3://b?style=other", "style is path"),
    ],
)
def test_an_address_that_makes_no_sense_says_why(url: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Config(store_url=url, store_key_id="a", store_secret="b")


def test_a_store_needs_its_keys_in_words_or_files(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="HARIMI_STORE_SECRET"):
        Config(store_url="s3://b", store_key_id="a")
    (tmp_path / "secret").write_text("hidden\n")
    chosen = Config(store_url="s3://b", store_key_id="a", store_secret_file=tmp_path / "secret")
    assert chosen.store_keys == Keys("a", "hidden")


def test_a_bucket_stands_in_the_path_where_an_endpoint_is_named() -> None:
    assert address_of("s3://b/p?endpoint=https://h:1").style == "path"
    assert address_of("s3://b/p?endpoint=https://h:1&style=virtual").style == "virtual"
    assert address_of("s3://b").style == "virtual"
