"""When a photograph is taken, when it is tried again, and when it is not sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from harimi.camera.config import Config
from harimi.camera.light import Lamp
from harimi.camera.parts import parts_of
from harimi.camera.settings import Settings
from harimi.camera.shooter import Shooter
from harimi.camera.sources.source import Asked, SourceError
from tests.camera.contract import Contract
from tests.camera.made import jpeg, turned

NOON = datetime(2026, 4, 6, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


class Camera(Asked):
    """Answers with what it is given; fails so often as told."""

    def __init__(self, fails: int = 0) -> None:
        self.fails, self.asked, self.shade = fails, 0, 90

    def photograph(self) -> bytes:
        self.asked += 1
        if self.asked <= self.fails:
            raise SourceError("the lens is dirty")
        return jpeg(shade=self.shade)


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at.astimezone(UTC)

    def shift(self, by: timedelta) -> None:
        """Some time passes, or the clock is set."""
        self.at = self() + by

    def move_to(self, at: datetime) -> None:
        """It is later."""
        self.at = at


def shooter(config: Config, camera: Camera, clock: Clock, **settings: object) -> Shooter:
    """A shooter with settings of its own."""
    parts = parts_of(config)
    parts.settings.current = replace(Settings(light_ms=0), **settings)  # type: ignore[arg-type]
    return Shooter(parts, camera, Lamp(), clock)


def kept(made: Shooter) -> list[datetime]:
    """When those that wait were taken."""
    return [one.taken_at for one in made._parts.spool.waiting()]


def test_one_is_taken_at_each_moment_and_none_in_between(config: Config) -> None:
    camera = Camera()
    clock = Clock(NOON - timedelta(minutes=1))
    made = shooter(config, camera, clock, every_minutes=30)
    for _ in range(4 * 60 * 2):
        made.once()
        clock.shift(timedelta(seconds=30))
    assert [moment.astimezone(NOON.tzinfo).strftime("%H:%M:%S") for moment in kept(made)] == [
        f"{hour}:{minute:02d}:00" for hour in range(12, 16) for minute in (0, 30)
    ][: len(kept(made))]
    assert len(kept(made)) == 8


@pytest.mark.parametrize(("late", "taken"), [(timedelta(minutes=2), 1), (timedelta(minutes=9), 0)])
def test_a_missed_one_is_made_up_only_within_the_retries(config: Config, late: timedelta, taken: int) -> None:
    camera, clock = Camera(), Clock(NOON - timedelta(minutes=5))
    made = shooter(config, camera, clock, retries=3, retry_seconds=60)
    made.once()
    clock.move_to(NOON + late)
    made.once()
    assert camera.asked == taken


def test_a_restart_does_not_take_one_again(config: Config) -> None:
    clock = Clock(NOON - timedelta(seconds=1))
    made = shooter(config, Camera(), clock)
    clock.move_to(NOON + timedelta(seconds=1))
    made.once()
    again = Camera()
    shooter(config, again, clock).once()
    assert (len(kept(made)), again.asked) == (1, 0)


def test_a_restart_takes_what_was_due_a_moment_before(config: Config) -> None:
    parts_of(config).diary.change(last_due=(NOON - timedelta(hours=1)).astimezone(UTC).isoformat())
    camera = Camera()
    clock = Clock(NOON + timedelta(seconds=40))
    shooter(config, camera, clock).once()
    assert camera.asked == 1


@pytest.mark.parametrize("jump", [timedelta(days=30), timedelta(days=-30), timedelta(hours=-3), timedelta(seconds=-20)])
def test_a_clock_that_jumps_makes_no_storm(config: Config, jump: timedelta) -> None:
    camera = Camera()
    clock = Clock(NOON + timedelta(minutes=10))
    made = shooter(config, camera, clock, every_minutes=1)
    made.once()
    clock.shift(jump)
    for _ in range(120):
        made.once()
        clock.shift(timedelta(seconds=1))
    assert camera.asked <= 4


@pytest.mark.parametrize(("fails", "asked", "count"), [(2, 3, 1), (99, 4, 0)])
def test_a_failed_one_is_tried_again_so_often(
    config: Config, monkeypatch: pytest.MonkeyPatch, fails: int, asked: int, count: int
) -> None:
    camera, now, clock = Camera(fails), [0.0], Clock(NOON - timedelta(seconds=1))
    monkeypatch.setattr("harimi.camera.shooter.time", SimpleNamespace(monotonic=lambda: now[0]))
    made = shooter(config, camera, clock, retries=3, retry_seconds=60)
    for _ in range(60):
        made.once()
        clock.shift(timedelta(seconds=10))
        now[0] += 10
    assert (camera.asked, len(kept(made))) == (asked, count)
    assert made._parts.diary.get("last_failure") == (None if count else "the lens is dirty")


@pytest.mark.parametrize("case", ["asleep", "no token"])
def test_nothing_is_taken_while_asleep_or_nobodys(config: Config, case: str) -> None:
    camera = Camera()
    if case == "no token":
        config.token_file.unlink()
    clock = Clock(NOON - timedelta(seconds=1))
    made = shooter(config, camera, clock, asleep=case == "asleep")
    clock.move_to(NOON + timedelta(seconds=5))
    made.once()
    assert camera.asked == 0


def test_only_what_changed_is_sent_and_one_a_day(config: Config) -> None:
    camera, shades = Camera(), [90, 90, 93, 160, 160]
    clock = Clock(NOON - timedelta(seconds=1))
    made = shooter(config, camera, clock, only_on_change=5)
    for n, shade in enumerate(shades):
        camera.shade = shade
        clock.move_to(NOON + timedelta(hours=n))
        made.once()
    assert len(kept(made)) == 2
    clock.move_to(NOON + timedelta(days=1))
    made.once()
    assert len(kept(made)) == 3


def test_the_lamp_burns_for_the_shot_and_is_off_whatever_happens(contract: Contract, config: Config, tmp_path: Path) -> None:
    said = tmp_path / "lamp"
    lamp = Lamp(*(("sh", "-c", f"echo {word} >> {said}") for word in ("on", "off")))
    with pytest.raises(SourceError), lamp.burning(1):
        raise SourceError
    assert said.read_text().split() == ["on", "off"]
    with lamp.burning(0):
        pass
    assert said.read_text().split() == ["on", "off"]


def test_a_lamp_that_fails_is_noted_and_the_photograph_taken(contract: Contract, config: Config) -> None:
    told = contract.order("shoot")
    turned(replace(config, lamp_on=("false",), lamp_off=("true",))).turn()
    assert contract.became(told) == ["received", "done"]
    assert "lamp_failed" in (config.state / "diary.json").read_text()


def test_without_room_a_shot_is_told_as_such(contract: Contract, config: Config) -> None:
    told = contract.order("shoot")
    turned(replace(config, keep_free_mb=10**9)).turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "no_space"}


def test_a_reference_that_is_damaged_counts_as_changed(config: Config) -> None:
    camera = Camera()
    clock = Clock(NOON - timedelta(seconds=1))
    made = shooter(config, camera, clock, only_on_change=5)
    for n in range(2):
        clock.move_to(NOON + timedelta(hours=n))
        made.once()
        (config.state / "reference.png").write_bytes(b"no picture")
    assert len(kept(made)) == 2
