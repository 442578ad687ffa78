"""Files to which a line is added and nothing is ever changed."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def append_line(path: Path, line: Mapping[str, object]) -> None:
    """Adds a line of JSON that outlives a power cut when this returns; a line that one cut short before stays by itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        torn = path.stat().st_size and not path.read_bytes().endswith(b"\n")
        os.write(handle, (("\n" if torn else "") + json.dumps(line) + "\n").encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if fresh:
        _settle(path.parent)


def whole_lines(text: str) -> list[Any]:
    """What the lines hold; nobody relied on one that a power cut tore off. A `ValueError` for what is none of ours.

    Lines hold no braces but their own, so that one which lacks its last was cut short.
    """
    return [json.loads(line) for line in text.splitlines() if line and not _torn(line)]


def _torn(line: str) -> bool:
    return line.startswith("{") and not line.endswith("}")


def _settle(folder: Path) -> None:
    """That a file is there outlives a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
