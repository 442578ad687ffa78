"""A service of the first version goes on with this one: nobody loses a name, names are sealed, addresses are proven."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_names_of_the_first_version_are_sealed_and_readable(tmp_path: Path) -> None:
    environment = {**os.environ, "HARIMI_DATA_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("HARIMI_DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.services.upgrade"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {"user": "person", "proven": True, "organization": "田中家", "site": "田中家", "sealed": True}
