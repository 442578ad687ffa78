"""Enrolment and reports: what a camera tells of itself, to whom, and when."""

from dataclasses import replace
from pathlib import Path

import pytest

from harimi.camera.backoff import Backoff
from harimi.camera.config import Config, load
from harimi.camera.diary import MOST, Diary
from harimi.camera.health import Machine
from tests.camera.contract import Contract
from tests.camera.made import turned, write_config


@pytest.fixture
def unclaimed(tmp_path: Path, contract: Contract, photo: Path) -> Config:
    """A camera with a unit key and no token."""
    (tmp_path / "unit-key").write_text("hu_key\n")
    return load(write_config(tmp_path, contract.url, photo, token="", more='unit_key_file = "unit-key"'))


def test_before_it_is_claimed_nothing_but_the_key_is_sent(contract: Contract, unclaimed: Config) -> None:
    camera = turned(unclaimed)
    camera.turn(5)
    ((path, headers, body),) = contract.asked
    assert (path, headers["authorization"], body) == ("/enrol", "Bearer hu_key", b"")
    assert set(headers) <= {"host", "accept-encoding", "user-agent", "authorization", "content-length"}
    assert camera.parts.spool.waiting() == []
    assert "claim it in My Account" in str(camera.parts.diary.get("error"))


def test_once_claimed_it_has_its_token(contract: Contract, unclaimed: Config) -> None:
    contract.claimed = True
    camera = turned(unclaimed)
    camera.turn()
    assert unclaimed.token_file.read_text() == "hc_first"
    assert "/contact" in contract.paths()


def test_without_consent_nothing_of_the_machine_is_sent_and_it_is_asked_once(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 3}
    for _ in range(2):
        turned(config).turn(5)
    assert [body for path, _, body in contract.asked if path in ("/report", "/log")] == [b"{}"]


def test_after_other_settings_it_asks_again(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 3}
    turned(config).turn()
    contract.settings = {"version": 4}
    turned(config).turn()
    assert contract.paths().count("/report") == 2


def test_with_consent_it_reports_and_tells_its_log(contract: Contract, config: Config) -> None:
    contract.consent = True
    camera = turned(replace(config, model="Kamera 1"))
    camera.parts.diary.event("started")
    camera.turn()
    assert contract.reports[0] == {}
    told = contract.reports[1]
    assert (told["model"], told["waiting"], told["clock_drift_s"]) == ("Kamera 1", 0, 0)
    assert [one["event"] for one in contract.log] == ["started"]
    assert camera.parts.diary.events() == []


def test_a_consent_that_was_taken_back_ends_the_reports(contract: Contract, config: Config) -> None:
    contract.consent, contract.settings = True, {"version": 3}
    turned(config).turn()
    contract.consent = False
    turned(config).turn(5)
    turned(config).turn(5)
    assert contract.paths().count("/report") == 3


def test_a_report_that_is_asked_for_without_consent_is_not_possible(contract: Contract, config: Config) -> None:
    told = contract.order("report")
    turned(config).turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "not_possible"}


def machine(config: Config, root: Path, files: dict[str, str]) -> Machine:
    """A machine with these files in /sys and /proc."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Machine(config, root)


def test_a_machine_is_read_from_what_its_kernel_shows(config: Config, tmp_path: Path) -> None:
    radio = "Inter-| sta-|\n face | tus |\n wlan0: 0000   54.  -56.  -256        0\n"
    told = machine(
        config,
        tmp_path / "root",
        {
            "proc/device-tree/model": "Raspberry Pi Zero 2 W Rev 1.0\0",
            "proc/net/wireless": radio,
            "sys/class/power_supply/AC/type": "Mains\n",
            "sys/class/power_supply/BAT0/type": "Battery\n",
            "sys/class/power_supply/BAT0/capacity": "87\n",
            "sys/class/thermal/thermal_zone0/temp": "48312\n",
        },
    ).report(4, 2.6)
    found = {name: told[name] for name in ("model", "battery_percent", "rssi_dbm", "temperature_c", "clock_drift_s", "waiting")}
    assert found == {
        "model": "Raspberry Pi Zero 2 W Rev 1.0",
        "battery_percent": 87,
        "rssi_dbm": -56,
        "temperature_c": 48,
        "clock_drift_s": 3,
        "waiting": 4,
    }


def test_what_a_machine_does_not_have_or_shows_wrongly_is_left_out(config: Config, tmp_path: Path) -> None:
    files = {"sys/class/thermal/thermal_zone0/temp": "nan", "proc/net/wireless": "a\nb\n wlan0: 0000 x\n"}
    told = machine(config, tmp_path / "root", files).report(0, None)
    assert not {"battery_percent", "rssi_dbm", "temperature_c", "clock_drift_s"} & set(told)


def test_the_diary_is_bounded(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "diary.json")
    for n in range(MOST + 5):
        diary.event("started", code=n)
    assert [one["code"] for one in Diary(tmp_path / "diary.json").events()] == list(range(5, MOST + 5))


def test_waiting_grows_to_a_bound_and_begins_anew() -> None:
    backoff = Backoff(first=4, most=100)
    waits = [backoff.failed() for _ in range(12)]
    assert all(2 * 2**n <= wait <= 4 * 2**n for n, wait in enumerate(waits[:4]))
    assert all(50 <= wait <= 100 for wait in waits[6:])
    backoff.worked()
    assert backoff.left == 0
    assert backoff.failed() <= 4
