"""Other programs, run for a moment: within a time, with bounded output, and never left behind."""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 60.0
"""Seconds that a program has."""
_SIGN_IN = re.compile(r"//[^\s/]*@")
"""User and password in an address, which a program may repeat when it complains."""
_TOLD = 300
"""Characters of a program's complaint that are shown."""


class ChildError(RuntimeError):
    """A program did not do what it was run for; the message names it and its complaint."""


def run(command: Sequence[str], folder: Path, given: bytes = b"", seconds: float = PATIENCE) -> Path:
    """Runs a program in a folder, `given` on its standard input, and ends it with its children when its time is over.

    What it wrote to standard output lies in the file that is returned. Raises `ChildError`.
    """
    out, complaints = folder / "output", folder / "complaints"
    with out.open("wb") as output, complaints.open("wb") as told, tempfile.TemporaryFile(dir=folder) as source:
        source.write(given)
        source.seek(0)
        try:
            child = subprocess.Popen(  # noqa: S603
                list(command), stdin=source, stdout=output, stderr=told, cwd=folder, start_new_session=True
            )
        except OSError as error:
            raise ChildError(f"{command[0]} cannot be run: {error.strerror}; is it installed?") from error
        status = _ended(child, seconds)
    if status is None:
        raise ChildError(f"{command[0]} did not end within {seconds:.0f} s")
    if status != 0:
        raise ChildError(f"{command[0]} ended with status {status}: {_last_words(complaints)}")
    return out


def _ended(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit status; None where it had to be killed."""
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _last_words(complaints: Path) -> str:
    with complaints.open("rb") as file:
        file.seek(max(0, complaints.stat().st_size - 4 * _TOLD))
        text = _SIGN_IN.sub("//", file.read().decode(errors="replace"))
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())[-_TOLD:] or "it said nothing"
