"""Notes the outcome of every test that proves a clause, for `harimi policy check`; `make test` asks for it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FULL = "HARIMI_FULL_RUN"


def mark(items: list[pytest.Item]) -> None:
    """Sends the clauses of each test along with its report, from whichever process runs it."""
    for item in items:
        for marker in item.iter_markers("clause"):
            item.user_properties.append(("clause", marker.args[0]))


class Outcomes:
    """What happened to each test that proves a clause."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, str]] = {}

    def note(self, report: pytest.TestReport) -> None:
        """The worst of set-up, test and tear-down."""
        for name, clause in report.user_properties:
            if name == "clause" and (report.when == "call" or report.outcome != "passed"):
                kept = self.found.setdefault(str(clause), {})
                if kept.get(report.nodeid) != "failed":
                    kept[report.nodeid] = report.outcome

    def write(self, database: str) -> None:
        """Into build/, tied to the commit that was tested; one with changes on top is no commit."""
        folder = ROOT / "build"
        folder.mkdir(exist_ok=True)
        told: dict[str, Any] = {"commit": commit(), "database": database, "outcomes": self.found}
        (folder / f"clauses-{database}.json").write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")


def asked() -> bool:
    """Whether this is a full run."""
    return bool(os.environ.get(FULL))


def commit() -> str:
    """The commit of the working tree; empty where there is none or files differ from it."""
    try:
        changed = _git("status", "--porcelain", "--untracked-files=no")
        return "" if changed else _git("rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607
