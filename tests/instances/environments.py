"""What does not go together with Harimi's own packages has an environment of its own, installed once a checkout."""

import fcntl
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

Steps = Sequence[Sequence[str | Path]]


def installed(home: Path, name: str, steps: Callable[[], Steps | str]) -> str:
    """Makes sure that it is in `home`, by `steps` where it is not; why it cannot be, or nothing."""
    home.parent.mkdir(exist_ok=True)
    with (home.parent / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (home / ".whole").exists():
            return ""
        wanted = steps()
        why = wanted if isinstance(wanted, str) else _install(name, wanted)
        if not why:
            (home / ".whole").touch()
        return why


def _install(name: str, steps: Steps) -> str:
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{name} cannot be installed: {(done.stderr or done.stdout).strip()[-300:]}"
    return ""
