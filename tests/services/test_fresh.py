"""A database that is made at once is the same as one that went all the way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once


def test_it_has_the_same_tables_columns_keys_rules_and_triggers(tmp_path: Path) -> None:
    found = _made(tmp_path / "at_once", "at_once")
    assert len(found) > 2000
    assert found == _made(tmp_path / "cut_short", "cut_short")
    assert found == _made(tmp_path / "steps", "steps")


def _made(folder: Path, how: str) -> list[str]:
    folder.mkdir()
    told = {name: value for name, value in os.environ.items() if not name.startswith("HARIMI_")}
    told |= {"HARIMI_DATA_DIR": str(folder), "HARIMI_SECRET_KEY": "only for tests"}
    command = [sys.executable, "-m", "tests.services.seed_tables", how]
    done = subprocess.run(command, capture_output=True, text=True, env=told, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()
