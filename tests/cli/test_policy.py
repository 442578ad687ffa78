"""`harimi policy` and a service that refuses to start, as processes of their own."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs/examples/operator.toml"


def _harimi(folder: Path, *arguments: str, source: Path = ROOT / "src", **extra: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HARIMI_DATA_DIR": str(folder), "HARIMI_DATABASE_URL": "", "PYTHONPATH": str(source)} | extra
    return subprocess.run(
        [sys.executable, "-m", "harimi", *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(EXAMPLE, tmp_path / "operator.toml")
    return tmp_path


def test_lint_is_silent_for_a_complete_profile_and_lists_what_is_missing_else(folder: Path) -> None:
    fine = _harimi(folder, "policy", "lint")
    assert (fine.returncode, fine.stdout) == (0, "Nothing is lacking.\n")
    (folder / "operator.toml").write_text("")
    told = _harimi(folder, "policy", "lint", "--json")
    assert told.returncode == 1
    found = json.loads(told.stdout)["findings"]
    assert {"id", "clause", "law", "what", "do"} == set(found[0])
    assert "operator-representative" in [one["id"] for one in found]
    assert "10 findings" in _harimi(folder, "policy", "lint").stdout


def test_a_profile_that_asks_for_joint_use_is_refused(folder: Path) -> None:
    (folder / "operator.toml").write_text("joint_use = true")
    for command in (("policy", "lint"), ("policy", "publish")):
        told = _harimi(folder, *command)
        assert told.returncode == 2
        assert "clause 5" in told.stderr
        assert "Traceback" not in told.stderr


def test_publish_shows_the_differences_asks_and_publishes_once(folder: Path) -> None:
    assert "nothing differs" in _harimi(folder, "policy", "publish", "--yes").stderr
    text = EXAMPLE.read_text("utf-8").replace('telephone = "03-0000-0000"', 'telephone = "03-9999-9999"')
    (folder / "operator.toml").write_text(text, "utf-8")
    asked = _harimi(folder, "policy", "publish")
    assert (asked.returncode, asked.stderr) == (1, "nothing was published\n")
    assert "+- 電話番号：03-9999-9999" in asked.stdout
    assert "is past" in _harimi(folder, "policy", "publish", "--yes", "--effective", "2020-01-01").stderr
    assert "is no day" in _harimi(folder, "policy", "publish", "--yes", "--effective", "tomorrow").stderr
    done = _harimi(folder, "policy", "publish", "--yes", "--reason", "moved")
    assert done.returncode == 0
    assert "version 2 is published" in done.stdout
    assert _harimi(folder, "policy", "publish", "--yes").returncode == 1


@pytest.mark.clause("PP-0-1")
def test_the_service_refuses_to_start_with_a_text_that_was_edited(tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("*.onnx", "__pycache__"))
    with (source / "harimi/service/privacy/policies/1/policy.ja.md").open("a", encoding="utf-8") as text:
        text.write("\n第三者に提供します。\n")
    for command in (("serve",), ("admin", "create", "a@b.jp"), ("policy", "lint"), ("work",)):
        told = _harimi(tmp_path / "data", *command, source=source, HARIMI_PORT=_free_port(), HARIMI_PASSWORD="a long password")
        assert told.returncode != 0
        assert "policy.ja.md was changed" in told.stderr, command
        assert "Traceback" not in told.stderr, command
