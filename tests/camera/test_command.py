"""`harimi camera` as a person uses it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harimi.camera.config import load
from harimi.camera.tables import ConfigError
from harimi.camera.unit import unit
from tests.camera.contract import Contract
from tests.camera.made import jpeg, write_config

MOST_KB = 60_000


def harimi(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command's run."""
    return subprocess.run(
        [sys.executable, "-m", "harimi", "camera", *words], input=given, capture_output=True, text=True, check=False
    )


def test_a_camera_is_set_up_with_secrets_of_its_owner_alone(contract: Contract, tmp_path: Path, photo: Path) -> None:
    config, state = tmp_path / "etc" / "camera.toml", tmp_path / "state"
    told = harimi(
        "setup",
        "--config",
        str(config),
        "--state",
        str(state),
        "--url",
        contract.url,
        "--source",
        f"cp '{photo}' {{file}}",
        given="hc_good\n",
    )
    assert told.returncode == 0, told.stderr
    assert "the camera works" in told.stdout
    assert "the service knows this camera" in told.stdout
    for path in (config, state / "token"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert "hc_good" not in told.stdout + told.stderr + config.read_text()
    assert contract.paths() == ["/contact"]


def test_setting_up_says_what_does_not_work_yet(contract: Contract, tmp_path: Path) -> None:
    words = ("--config", str(tmp_path / "c.toml"), "--state", str(tmp_path / "state"), "--url", contract.url)
    told = harimi("setup", *words, "--source", "no-such-program {file}", "--unit-key", given="hu_key\n")
    assert told.returncode == 1
    assert "is it installed" in told.stdout
    assert "waits to be claimed" in told.stdout
    assert (tmp_path / "unit-key").read_text() == "hu_key"


def test_one_photograph_lands_in_a_file(contract: Contract, tmp_path: Path, photo: Path) -> None:
    config = write_config(tmp_path, contract.url, photo)
    told = harimi("shot", "--config", str(config), "-o", str(tmp_path / "out.jpg"))
    assert told.returncode == 0
    assert (tmp_path / "out.jpg").read_bytes()[:2] == b"\xff\xd8"
    photo.unlink()
    told = harimi("shot", "--config", str(config), "-o", str(tmp_path / "out.jpg"))
    assert (told.returncode, "Traceback" in told.stderr) == (1, False)


def test_the_program_takes_sends_tells_and_ends_in_less_than_sixty_megabytes(contract: Contract, tmp_path: Path) -> None:
    photo = tmp_path / "view.jpg"
    photo.write_bytes(jpeg((1600, 1200)))
    config = write_config(tmp_path, contract.url, photo)
    contract.settings = {"version": 2, "light_ms": 0}
    told = contract.order("shoot")
    log = (tmp_path / "log").open("wb")
    child = subprocess.Popen([sys.executable, "-m", "harimi", "camera", "run", "--config", str(config)], stderr=log)
    try:
        deadline = time.monotonic() + 60
        while contract.became(told) != ["received", "done"] or not contract.captures:
            assert time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.1)
        used = dict(line.split(":") for line in Path(f"/proc/{child.pid}/status").read_text().splitlines() if ":" in line)
        words = Path(f"/proc/{child.pid}/cmdline").read_bytes()
        status = harimi("status", "--config", str(config)).stdout
        second = harimi("run", "--config", str(config))
    finally:
        child.terminate()
    assert child.wait(30) == 0
    assert int(used["VmHWM"].split()[0]) < MOST_KB
    assert b"hc_good" not in words
    assert "program       runs" in status
    assert "waiting       0 photographs" in status
    assert (second.returncode, "another harimi camera runs" in second.stderr) == (2, True)
    assert "hc_good" not in (tmp_path / "log").read_text()


def test_without_token_and_key_it_does_not_start_again_and_again(contract: Contract, tmp_path: Path, photo: Path) -> None:
    told = harimi("run", "--config", str(write_config(tmp_path, contract.url, photo, token="")))
    assert (told.returncode, "harimi camera setup" in told.stderr) == (78, True)


def test_status_says_what_to_do(contract: Contract, tmp_path: Path, photo: Path) -> None:
    told = harimi("status", "--config", str(write_config(tmp_path, contract.url, photo, token="")))
    assert told.returncode == 0
    assert "make one in My Account" in told.stdout
    assert "does not run; start it" in told.stdout


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "service.url is missing"),
        ("[service]\nurl = 'meters.example.jp'", "such as https://"),
        ("[service]\nurl = 'https://me:secret@meters.example.jp'", "such as https://"),
        ("service = 3", "must be a table"),
        ("[service", "is no TOML"),
        ("[service]\nurl='https://a'\n[state]\nfolder='s'", "source.kind is missing"),
        ("[service]\nurl='https://a'\n[state]\nfolder='s'\n[source]\nkind='eye'", "take one of v4l2"),
        ("[service]\nurl='https://a'\n[state]\nfolder='s'\nlimit_mb='big'\n[source]\nkind='v4l2'", "limit_mb must be a whole"),
        ("[service]\nurl='https://a'\n[state]\nfolder='s'\n[source]\nkind='http'\nurl='http://me:secret@b'", "no password"),
        ("[service]\nurl='https://a'\n[state]\nfolder='s'\n[source]\nkind='v4l2'\nlens=1", "lens in .source. is unknown"),
        ("[service]\nurl='https://a'\n[state]\nfolder='s'\n[source]\nkind='v4l2'\n[light]\non=['x']", "both on and off"),
    ],
)
def test_a_mistake_in_the_configuration_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "camera.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=why) as raised:
        load(path)
    assert str(raised.value).startswith(str(path))
    assert "secret@b" not in str(raised.value)


def test_the_unit_is_one_that_systemd_understands(contract: Contract, tmp_path: Path, photo: Path) -> None:
    text = unit(load(write_config(tmp_path, contract.url, photo)))
    path = tmp_path / "harimi-camera.service"
    path.write_text(text)
    assert "RestartPreventExitStatus=2 78" in text
    assert harimi("install", "--print", "--config", str(tmp_path / "camera.toml")).stdout == text
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    told = subprocess.run([analyze, "verify", str(path)], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_camera_loads_neither_the_service_nor_vision() -> None:
    code = (
        "import sys; from harimi.cli import main\ntry: main(['camera', 'status', '--help'])\nexcept SystemExit: pass\n"
        "import harimi.camera.program, harimi.camera.setup, harimi.camera.unit, harimi.camera.status\n"
        "print([m for m in ('django', 'numpy', 'cv2', 'onnxruntime', 'pydantic', 'httpx') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert told.stdout.splitlines()[-1] == "[]"


def test_looking_makes_nothing_that_another_user_could_not_open(contract: Contract, tmp_path: Path, photo: Path) -> None:
    config = write_config(tmp_path, contract.url, photo)
    harimi("status", "--config", str(config))
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["token"]
