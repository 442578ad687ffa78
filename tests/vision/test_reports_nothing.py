"""Libraries that would report to their makers do not: a network is loaded, and no id of this machine is made."""

import os
import subprocess
import sys
from pathlib import Path

CODE = "from harimi.vision.models import session; session('dial_hands')"


def test_loading_a_network_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    named = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")}
    subprocess.run([sys.executable, "-c", CODE], env=named | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []
