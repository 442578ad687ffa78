"""The others are heard fairly: they get the same photographs and are told the same."""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from harimi.simulate.segments import SegmentStyle, draw_segments
from harimi.vision.find.proposal import Declared
from tests.training.outcomes import outcome
from training.bench.others import Rapid, Ssocr, Tesseract, best, others_table

DRUMS, CRYSTAL = Declared("drums", digits=5, decimals=0), Declared("segments", digits=5, decimals=2)


@pytest.mark.parametrize(
    ("runs", "declared", "digits"),
    [
        ([("m3 01189", 0.4), ("4521", 0.9)], DRUMS, "01189"),
        ([("01189", 0.4), ("20881", 0.9)], DRUMS, "20881"),
        ([("011894", 0.9)], DRUMS, None),
        ([("0 1 1 8 9", 0.5)], DRUMS, "01189"),
        ([("43.00", 0.5), ("1.5", 0.9)], CRYSTAL, "4300"),
        ([("12", 0.9)], CRYSTAL, None),
        ([], CRYSTAL, None),
    ],
)
def test_the_longest_and_surest_run_of_the_declared_length_is_the_answer(
    runs: list[tuple[str, float]], declared: Declared, digits: str | None
) -> None:
    assert best(runs, declared) == digits


def test_tools_that_are_absent_are_named_so_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    text = others_table([outcome("5", "published", declared=DRUMS)], python=str(Path("/nowhere/python")))
    assert "Tesseract (not installed) | ssocr (not installed) | RapidOCR (not installed)" in text
    assert "| group (drums) | 1 | 1 / 0 / 10 | – | – | – |" in text


def test_an_interpreter_without_rapidocr_is_no_rapidocr() -> None:
    rapid = Rapid(sys.executable)
    assert (rapid.version, rapid.name) == ("", "RapidOCR")
    rapid.close()


@pytest.fixture
def speaking(tmp_path: Path) -> Path:
    """A program in place of an interpreter with RapidOCR: it says a version, then two texts for each picture."""
    program = tmp_path / "python"
    answer = json.dumps([["00005", 0.9], ["x1", 0.4]])
    script = f"#!/bin/sh\necho 1.2\nwhile read picture; do test -s \"$picture\" && echo '{answer}'; done\n"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    return program


def test_right_and_wrong_answers_are_counted_on_the_photographs_themselves(speaking: Path) -> None:
    photo = cv2.imencode(".png", np.full((40, 60, 3), 200, np.uint8))[1].tobytes()
    kept = [outcome("5", "published", declared=DRUMS, photo=photo, truth=truth) for truth in ("5", "5", "7")]
    row = others_table(kept, python=str(speaking)).splitlines()[2]
    assert row.startswith("| group (drums) | 3 | 2 / 1 / 10 |")
    assert "| 2 / 1 / " in row.split("|", 5)[5]


@pytest.mark.parametrize("tool", [Tesseract, Ssocr])
def test_an_installed_program_reads_a_printed_number(tool: type[Tesseract | Ssocr], tmp_path: Path) -> None:
    reader = tool()
    if not reader.version:
        pytest.skip(f"{reader.name} is not installed")
    picture = np.full((140, 420, 3), 255, np.uint8)
    if tool is Tesseract:
        cv2.putText(picture, "40728", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 6, cv2.LINE_AA)
    else:
        picture = draw_segments("40728", SegmentStyle(paper=(250, 250, 250), ink=(5, 5, 5), bezel=0)).image
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    assert best(reader.runs(tmp_path / "a.png", DRUMS), DRUMS) == "40728"
