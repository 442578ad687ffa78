"""Settings and commands that come with each answer: followed, told, and each command done once."""

import json
from dataclasses import replace
from pathlib import Path

from harimi.camera.config import Config
from harimi.camera.config_source import SourceConfig
from harimi.camera.obeying import RESTART
from harimi.camera.settings import SettingsStore
from tests.camera.contract import Contract, problem
from tests.camera.made import turned


def test_settings_are_followed_and_outlive_a_restart_without_network(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 7, "every_minutes": 5, "unheard_of": 1}
    turned(config).turn()
    assert SettingsStore(config.state / "settings.json").current.every_minutes == 5
    contract.instead = lambda *_: (503, {})
    assert turned(config).parts.settings.current.version == 7


def test_settings_that_are_known_are_not_sent_again(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 7, "every_minutes": 5}
    camera = turned(config)
    camera.turn()
    contract.order("shoot")
    camera.sender._heard_at = None
    camera.turn()
    sent = [headers.get("harimi-settings") for path, headers, _ in contract.asked if path == "/contact"]
    assert sent[0] is None
    assert set(sent[1:]) == {"7"}


def test_settings_that_cannot_be_followed_change_nothing(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 8, "time_zone": "Mars/Base"}
    camera = turned(config)
    camera.turn()
    assert camera.parts.settings.current.version == -1


def test_a_shot_is_taken_when_it_is_told_to_be_and_each_step_is_told(contract: Contract, config: Config) -> None:
    told = contract.order("shoot")
    turned(config).turn()
    assert contract.became(told) == ["received", "done"]
    assert len(contract.captures) == 1


def test_a_command_is_done_once_though_it_comes_again_and_again(contract: Contract, config: Config) -> None:
    told = contract.order("shoot")
    turned(config).turn()
    contract.outcomes.clear()
    for _ in range(3):
        turned(config).turn()
    assert len(contract.captures) == 1
    assert told in {one["id"] for one in contract.commands}


def test_a_shot_that_fails_is_told_as_such(contract: Contract, config: Config) -> None:
    told = contract.order("shoot")
    camera = turned(config)
    (config.path.parent / "view.jpg").unlink()
    camera.turn()
    assert [one for one in contract.outcomes if one["id"] == told][-1] == {
        "id": told,
        "state": "failed",
        "code": "camera_failed",
    }


def test_told_to_take_one_where_they_come_by_themselves_it_says_that_none_did(
    contract: Contract, config: Config, tmp_path: Path
) -> None:
    told, tray = contract.order("shoot"), tmp_path / "tray"
    tray.mkdir()
    turned(replace(config, source=SourceConfig("folder", str(tray)))).turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "not_possible"}


def test_what_ran_out_is_not_done(contract: Contract, config: Config) -> None:
    told = contract.order("shoot", expires_at="2020-01-01T00:00:00+00:00")
    turned(config).turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "expired"}
    assert not contract.captures


def test_what_it_cannot_do_it_says(contract: Contract, config: Config) -> None:
    told = contract.order("dance")
    turned(config).turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "not_possible"}


def test_a_restart_ends_the_program_and_is_told_when_it_is_back(contract: Contract, config: Config) -> None:
    told = contract.order("restart")
    first = turned(config)
    first.turn()
    assert first.parts.stopping.is_set()
    assert first.parts.status == RESTART
    assert contract.became(told) == ["received"]
    second = turned(config)
    second.turn()
    assert contract.became(told) == ["received", "done"]
    assert not second.parts.stopping.is_set()


def test_a_new_token_is_used_and_the_old_one_forgotten_once_it_worked(contract: Contract, config: Config) -> None:
    told = contract.order("renew_token")
    turned(config).turn()
    assert contract.became(told) == ["received", "done"]
    assert config.token_file.read_text() == "hc_new"
    assert config.token_file.stat().st_mode & 0o777 == 0o600
    assert contract.asked[-1][1]["authorization"] == "Bearer hc_new"


def test_a_new_token_that_is_not_good_gives_way_to_the_old_one(contract: Contract, config: Config) -> None:
    told = contract.order("renew_token")
    camera = turned(config)
    contract.instead = lambda path, _: (201, {"token": "hc_wrong"}) if path == "/token" else None
    camera.turn()
    camera.sender._line.worked()
    camera.turn()
    assert config.token_file.read_text() == "hc_good"
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "fault"}


def test_a_wipe_sends_what_waits_says_done_and_forgets_all(contract: Contract, config: Config) -> None:
    contract.settings = {"version": 7, "batch": 50}
    camera = turned(config)
    contract.order("shoot")
    camera.turn()
    assert not contract.captures
    told = contract.order("wipe")
    camera.sender._heard_at = None
    camera.turn()
    assert contract.became(told) == ["received", "done"]
    assert len(contract.captures) == 1
    assert camera.parts.forget_if_wiped()
    assert [path.name for path in config.state.rglob("*") if path.is_file()] == []


def test_a_wipe_whose_last_word_is_refused_is_done_all_the_same(contract: Contract, config: Config) -> None:
    contract.order("wipe")
    camera = turned(config)
    camera.turn(1)
    camera.turn(1)
    assert camera.parts.commands.wiped()
    contract.instead = lambda *_: problem(401, "bad_token")
    camera.turn()
    assert camera.parts.stopping.is_set()


def test_what_was_begun_when_the_power_went_is_told_as_failed(contract: Contract, config: Config) -> None:
    told = contract.order("shoot")
    camera = turned(config)
    camera.sender.once()
    camera.sender.once()
    assert json.loads((config.state / "commands.json").read_text())["commands"][told]["state"] == "begun"
    turned(config).turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "fault"}
    assert not contract.captures


def test_what_is_cut_off_while_it_is_done_is_told_as_failed(contract: Contract, config: Config) -> None:
    def gone(path: str, _: dict[str, str]) -> None:
        if path == "/token":
            raise ConnectionResetError

    told = contract.order("renew_token")
    camera = turned(config)
    contract.instead = gone
    camera.turn()
    camera.sender._line.worked()
    camera.turn()
    assert contract.outcomes[-1] == {"id": told, "state": "failed", "code": "fault"}
    assert config.token_file.read_text() == "hc_good"
