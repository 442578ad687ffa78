"""What a user would otherwise take: Tesseract, ssocr and RapidOCR on the same photographs, where they are installed.

Each gets the upright photograph and is told what Harimi is told, the number of digits and of decimals: of all that it
reads, the run of digits of that length that it is surest of is its answer. On seven segments a shorter run will do, since
places may be blank. They have no threshold below which a person is asked.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO, Protocol

import cv2

from harimi.vision.find.proposal import Declared
from harimi.vision.photo import open_photo
from training.bench.measure import Outcome

Run = tuple[str, float]
"""A text and how sure the tool is of it, 0 to 1."""
_FORMS = (r"\d[\d.,]*", r"\d[\d.,\s]*")
"""A run of digits within one word, or over the spaces between drums."""
_WAIT = 60
_RAPID = Path(__file__).with_name("rapid.py")


class Tool(Protocol):
    """One other reader. `version` is empty where it is not installed."""

    name: str
    version: str

    def runs(self, photo: Path, declared: Declared) -> list[Run]:
        """Everything that it reads in the photograph."""
        ...


class Tesseract:
    """The `tesseract` program, first for sparse text, then for one block."""

    name = "Tesseract"

    def __init__(self) -> None:
        self.version = _first_line("tesseract", "--version").removeprefix("tesseract ")

    def runs(self, photo: Path, declared: Declared) -> list[Run]:
        for mode in ("11", "6"):
            found = self._words(photo, mode)
            if best(found, declared) is not None:
                return found
        return []

    def _words(self, photo: Path, mode: str) -> list[Run]:
        """Words, and each line as a whole: digits on drums stand far apart."""
        wanted = ["-c", "tessedit_char_whitelist=0123456789.", "tsv"]
        table = _said(["tesseract", str(photo), "stdout", "--psm", mode, *wanted]).splitlines()[1:]
        rows = [row.split("\t") for row in table if row.count("\t") == 11 and row.split("\t")[11].strip()]
        whole = [list(line) for _, line in groupby(rows, key=lambda row: row[1:5])]
        words = [[row] for row in rows]
        return [("".join(row[11] for row in line), min(float(row[10]) for row in line) / 100) for line in words + whole]


class Ssocr:
    """The `ssocr` program, for dark strokes and for bright ones, by its own threshold and by an iterative one."""

    name = "ssocr"

    def __init__(self) -> None:
        self.version = _first_line("ssocr", "--version").rpartition(" ")[2]

    def runs(self, photo: Path, declared: Declared) -> list[Run]:
        for colours in (("black", "white"), ("white", "black")):
            for more in ((), ("-T",)):
                options = ["-d", "-1", "-f", colours[0], "-b", colours[1], *more]
                found = [(_said(["ssocr", *options, str(photo)]).strip(), 1.0)]
                if best(found, declared) is not None:
                    return found
        return []


class Rapid:
    """RapidOCR in an interpreter that has it, its orientation stage off: that one turns seven segments upside down."""

    name = "RapidOCR"

    def __init__(self, python: str) -> None:
        self.version, self._child = "", None
        try:
            child = subprocess.Popen(  # noqa: S603
                [python, str(_RAPID)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        except OSError:
            return
        self._child, self.version = child, _pipe(child.stdout).readline().strip()

    def runs(self, photo: Path, declared: Declared) -> list[Run]:  # noqa: ARG002
        if self._child is None:
            return []
        asked = _pipe(self._child.stdin)
        asked.write(f"{photo}\n")
        asked.flush()
        return [(text, score) for text, score in json.loads(_pipe(self._child.stdout).readline() or "[]")]

    def close(self) -> None:
        """Ends the child."""
        if self._child is not None:
            _pipe(self._child.stdin).close()
            self._child.wait(_WAIT)


def best(runs: Iterable[Run], declared: Declared) -> str | None:
    """The digits of the run that fits what is declared: the longest, and of these the surest."""
    most, least = declared.digits or 0, declared.digits or 0
    if declared.kind == "segments":
        least = (declared.decimals or 0) + 1
    found = [(re.sub(r"[.,\s]", "", run), sure) for text, sure in runs for form in _FORMS for run in re.findall(form, text)]
    fitting = [(len(digits), sure, digits) for digits, sure in found if least <= len(digits) <= most]
    return max(fitting)[2] if fitting else None


@dataclass(frozen=True)
class Score:
    """One reader on one folder: how many right, how many wrong, the rest unanswered; milliseconds in the median."""

    right: int
    wrong: int
    ms: float

    def text(self) -> str:
        return f"{self.right} / {self.wrong} / {self.ms:.0f}"


def others_table(outcomes: Sequence[Outcome], python: str = sys.executable) -> str:
    """Markdown: Harimi's outcomes on drums and seven segments with nothing known, and the others on the same photographs."""
    folders: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        declared = outcome.case.declared
        if declared is not None and declared.kind in ("drums", "segments") and declared.digits:
            folders.setdefault(f"{outcome.case.group} ({declared.kind})", []).append(outcome)
    rapid = Rapid(python)
    tools: tuple[Tool, ...] = (Tesseract(), Ssocr(), rapid)
    names = [f"{tool.name} {tool.version}" if tool.version else f"{tool.name} (not installed)" for tool in tools]
    lines = [f"| photographs | n | Harimi | {' | '.join(names)} |", "|---|--:|--:|" + "--:|" * len(tools)]
    for folder, kept in folders.items():
        scores = [_told(kept), *(_scored(tool, kept) if tool.version else None for tool in tools)]
        cells = (score.text() if score else "–" for score in scores)
        lines.append(f"| {folder} | {len(kept)} | {' | '.join(cells)} |")
    rapid.close()
    return "\n".join(lines) + "\n"


def _told(outcomes: list[Outcome]) -> Score:
    published = [outcome for outcome in outcomes if outcome.published]
    right = sum(outcome.right for outcome in published)
    return Score(right, len(published) - right, median(outcome.ms for outcome in outcomes))


def _scored(tool: Tool, outcomes: list[Outcome]) -> Score:
    right, answered, times = 0, 0, []
    with TemporaryDirectory() as folder:
        for outcome in outcomes:
            declared, path = outcome.case.declared or Declared(), Path(folder) / "photo.png"
            cv2.imwrite(str(path), open_photo(outcome.case.photo()).image)
            start = time.perf_counter()
            digits = best(tool.runs(path, declared), declared)
            times.append((time.perf_counter() - start) * 1000)
            if digits is not None:
                answered += 1
                value = Decimal(digits).scaleb(-(declared.decimals or 0))
                right += outcome.case.error(value) <= outcome.case.tolerance
    return Score(right, answered - right, median(times))


def _said(command: list[str]) -> str:
    """What a program prints; nothing where it fails or takes too long. One thread, as Harimi has."""
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, errors="replace", timeout=_WAIT, check=False, env={"OMP_THREAD_LIMIT": "1"}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _first_line(program: str, option: str) -> str:
    """The first line of a program's answer; empty where it is not installed."""
    path = shutil.which(program)
    return next(iter(_said([path, option]).splitlines()), "") if path else ""


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end
