"""The supervisor: what it starts it also ends, however it ends itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from harimi.service.project.secrets import make_secret
from tests.running import PATIENCE, running


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_told_to_end_it_ends_with_all_its_children(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        children = service.children()
        assert len(children) >= 3
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(PATIENCE) == 0
        assert not any(_alive(pid) for pid in children)


def test_killed_it_takes_its_children_along(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        children = service.children()
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait(PATIENCE)
        assert _within(30, lambda: not any(_alive(pid) for pid in children))


def test_a_killed_web_server_answers_again(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        for pid in service.children():
            os.kill(pid, signal.SIGKILL)
        assert _within(PATIENCE, lambda: _answers(service.url))


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


def test_secrets_are_made_once_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    with running(tmp_path, new=True):
        key = tmp_path / "secrets" / "signing-key"
        first = key.read_text()
        assert key.stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    make_secret(tmp_path / "secrets" / "signing-key", "a key")
    assert key.read_text() == first


def test_a_setting_that_makes_no_sense_is_named() -> None:
    environment = os.environ | {"HARIMI_PORT": "99999", "HARIMI_DATABASE_URL": "mysql://localhost/x"}
    run = subprocess.run(
        [sys.executable, "-m", "harimi", "serve"], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "HARIMI_PORT" in run.stderr
    assert "must begin with postgresql://" in run.stderr
