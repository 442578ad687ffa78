"""What waits is sent in order; what the service answers decides, and nothing else, whether it is deleted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from harimi.camera.config import Config
from harimi.camera.connection import LostError
from harimi.camera.outgoing import Sent
from tests.camera.contract import Contract, Reply, problem
from tests.camera.made import Turned, jpeg, turned

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 4, 6, tzinfo=UTC)


def with_photographs(config: Config, count: int = 5, start: datetime = START) -> Turned:
    """A camera with so many that wait."""
    camera = turned(config)
    for n in range(count):
        camera.parts.spool.add(jpeg(shade=n), start + timedelta(hours=n), f"key-{n}", TOKYO)
    return camera


def flushed(camera: Turned, batch: int = 1) -> Sent:
    """What came of sending now."""
    return camera.sender._outgoing.flush(batch)


@pytest.mark.parametrize("batch", [1, 2, 5, 50])
def test_everything_is_sent_in_order_and_leaves_the_disk(contract: Contract, config: Config, batch: int) -> None:
    camera = with_photographs(config)
    assert flushed(camera, batch).kept == 5
    assert contract.moments == [(START + timedelta(hours=n)).isoformat() for n in range(5)]
    assert camera.parts.spool.waiting() == []
    assert contract.paths().count("/captures/batch") == {1: 0, 2: 2, 5: 1, 50: 1}[batch]


def test_a_service_that_takes_no_batches_gets_them_one_by_one(contract: Contract, config: Config) -> None:
    contract.batches = False
    camera = with_photographs(config)
    assert flushed(camera, 3).kept == 5
    assert contract.paths().count("/captures/batch") == 1
    assert contract.moments == sorted(contract.moments)


def test_a_batch_waits_until_it_is_full_or_an_hour_has_passed(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 1, "batch": 4, "every_minutes": 0}
    camera = with_photographs(config, 3, datetime.now(UTC) - timedelta(minutes=50))
    camera.turn()
    assert not contract.captures
    camera.parts.spool.add(jpeg(), datetime.now(UTC), "last", TOKYO)
    camera.turn()
    assert len(contract.captures) == 4
    camera.parts.spool.add(jpeg(), datetime.now(UTC) - timedelta(minutes=61), "old", TOKYO)
    camera.turn()
    assert len(contract.captures) == 5


def _always(reply: Reply) -> Callable[[str, dict[str, str]], Reply | None]:
    return lambda path, _: reply if path == "/captures" else None


@pytest.mark.parametrize(
    "reply",
    [
        problem(500, "fault"),
        problem(429, "too_many"),
        problem(401, "bad_token"),
        (404, {}),
        (200, {}),
        (200, {"welcome": "portal"}),
        (302, {}),
    ],
    ids=str,
)
def test_whatever_is_no_receipt_deletes_nothing_and_ends_the_go(contract: Contract, config: Config, reply: Reply) -> None:
    contract.instead = _always(reply)
    camera = with_photographs(config)
    sent = flushed(camera)
    assert (sent.kept, sent.refused, len(camera.parts.spool.waiting())) == (0, 0, 5)
    assert contract.paths() == ["/captures"]


@pytest.mark.parametrize(
    ("status", "code"), [(413, "photo_size"), (415, "not_a_photo"), (422, "truncated_photo"), (409, "key_reused")]
)
def test_what_is_refused_for_ever_is_put_aside_with_the_reason(
    contract: Contract, config: Config, status: int, code: str
) -> None:
    contract.instead = lambda _, headers: problem(status, code) if headers.get("idempotency-key") == "key-1" else None
    camera = with_photographs(config)
    sent = flushed(camera)
    assert (sent.kept, sent.refused) == (4, 1)
    (why,) = camera.parts.spool.refused.folder.glob("*.txt")
    assert f"because of {code}" in why.read_text()
    assert len(camera.parts.spool.refused) == 1


def test_photographs_from_before_the_camera_was_installed_do_not_hold_up_the_others(contract: Contract, config: Config) -> None:
    early = ("key-0", "key-1")
    contract.instead = lambda _, headers: problem(409, "not_installed") if headers.get("idempotency-key") in early else None
    camera = with_photographs(config)
    assert flushed(camera).kept == 3
    assert [one.key for one in camera.parts.spool.waiting()] == list(early)
    assert flushed(camera) == Sent()


def test_a_camera_that_is_not_installed_does_not_ask_for_each_photograph(contract: Contract, config: Config) -> None:
    contract.instead = _always(problem(409, "not_installed"))
    camera = with_photographs(config, 20)
    camera.turn(10)
    assert contract.paths().count("/captures") == 3
    assert len(camera.parts.spool.waiting()) == 20


def test_a_clock_a_little_ahead_waits_and_one_far_ahead_puts_aside(contract: Contract, config: Config) -> None:
    contract.instead = _always(problem(422, "taken_in_future"))
    camera = with_photographs(config, 1, datetime.now(UTC) + timedelta(minutes=10))
    assert flushed(camera).refused == 0
    camera.parts.spool.empty()
    camera.parts.spool.add(jpeg(), datetime.now(UTC) + timedelta(days=400), "far", TOKYO)
    assert flushed(camera).refused == 1


def test_one_photograph_at_which_the_service_fails_goes_last_in_the_end(contract: Contract, config: Config) -> None:
    contract.instead = lambda _, headers: problem(500, "fault") if headers.get("idempotency-key") == "key-0" else None
    camera = with_photographs(config)
    for _ in range(6):
        flushed(camera)
    assert [one.key for one in camera.parts.spool.waiting()] == ["key-0"]


def test_without_a_service_everything_stays(contract: Contract, config: Config) -> None:
    def gone(*_: object) -> Reply:
        raise ConnectionResetError

    contract.instead = gone
    camera = with_photographs(config, 2)
    with pytest.raises(LostError):
        flushed(camera)
    camera.turn()
    assert len(camera.parts.spool.waiting()) == 2
    assert "cannot be reached" in str(camera.parts.diary.get("error"))


def test_it_waits_as_long_as_the_service_asks(contract: Contract, config: Config) -> None:
    contract.instead = _always((429, {**problem(429, "too_many")[1], "headers": {"Retry-After": "7200"}}))
    camera = with_photographs(config)
    camera.turn()
    assert 7000 < camera.sender._photographs.left <= 7200


def test_a_token_that_is_refused_says_what_to_do(contract: Contract, config: Config) -> None:
    contract.tokens.clear()
    camera = with_photographs(config)
    camera.turn()
    assert "My Account" in str(camera.parts.diary.get("error"))
    assert contract.paths() == ["/contact"]


def test_a_part_of_the_view_says_which(contract: Contract, config: Config) -> None:
    camera = turned(config)
    camera.parts.spool.add(jpeg(), START, "part", TOKYO, (0.25, 0.5, 0.5, 0.125))
    flushed(camera)
    assert contract.asked[-1][1]["harimi-part"] == "0.25000,0.50000,0.50000,0.12500"


def test_nothing_of_the_machine_leaves_with_what_is_sent(contract: Contract, config: Config) -> None:
    camera = with_photographs(config)
    camera.turn()
    for _, headers, _ in contract.asked:
        assert headers["user-agent"] == "harimi-camera"
        assert set(headers) <= {
            "host", "accept-encoding", "user-agent", "authorization", "content-type", "content-length",
            "harimi-taken-at", "idempotency-key", "harimi-settings",
        }  # fmt: skip


def test_a_disk_that_takes_no_notes_stops_nothing(
    contract: Contract, config: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    camera = with_photographs(config)
    monkeypatch.setattr("harimi.camera.files.write_durably", full)
    camera.turn()
    assert len(contract.captures) == 5
    assert "No space left" in caplog.text
