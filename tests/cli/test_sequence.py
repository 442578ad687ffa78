"""`harimi sequence` reads a meter's photographs in order of time."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from harimi.cli import main, sequence
from harimi.demo.week import set_up
from harimi.simulate.living import Moment
from harimi.vision.read import read
from harimi.vision.schemas import SEQUENCE_SCHEMA
from tests.pictures import ENERGY, GAUGE, photo_file

START = datetime(2026, 4, 1, 9, tzinfo=UTC)
DECLARED = ("--kind", "segments", "--digits", "8", "--decimals", "2")


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """Six photographs of an electricity meter, one of which shows another meter's value, listed out of order."""
    moments = list(ENERGY.moments(START, timedelta(hours=1), 6, np.random.default_rng(3)))
    moments[3] = Moment(moments[3].at, Decimal("9765.88"))
    lines = []
    for n, moment in enumerate(moments):
        photo_file(tmp_path, ENERGY, str(moment.value), f"{n}.jpg")
        lines.append(f"{n}.jpg,{moment.at.isoformat()}")
    (tmp_path / "times.csv").write_text("\n".join(["file,taken_at", *reversed(lines)]), encoding="utf-8")
    (tmp_path / "face.json").write_text(set_up(ENERGY).text(), encoding="utf-8")
    return tmp_path


def _said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for answer in answers:
        jsonschema.validate(answer, SEQUENCE_SCHEMA)
    return answers


@pytest.mark.parametrize("known", [True, False], ids=["with a face", "declared"])
def test_each_photograph_is_judged_by_the_others(week: Path, capsys: pytest.CaptureFixture[str], known: bool) -> None:
    how = ("--face", str(week / "face.json")) if known else DECLARED
    assert main(["sequence", str(week), "--times", str(week / "times.csv"), "--max-per-hour", "12", "--jsonl", *how]) == 0
    answers = _said(capsys)
    assert [answer["photo"] for answer in answers] == [f"{n}.jpg" for n in range(6)]
    assert [answer["first"]["state"] for answer in answers] == ["published"] * 3 + ["uncertain"] + ["published"] * 2
    assert [answer["final"]["state"] for answer in answers] == ["confirmed"] * 3 + ["uncertain", "confirmed", "published"]
    assert answers[0]["at"] == "2026-04-01T09:00:00+00:00"


def test_people_get_lines(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sequence", str(week), "--times", str(week / "times.csv"), *DECLARED]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.startswith("2026-04-01T10:00:00+00:00  1.jpg: 87")
    assert "(confirmed, " in line


def test_a_photograph_that_is_not_there_is_told_and_passed_over(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (week / "2.jpg").unlink()
    assert main(["sequence", str(week), "--times", str(week / "times.csv"), "--jsonl", *DECLARED]) == 1
    output = capsys.readouterr()
    assert "2.jpg" in output.err
    third = json.loads(output.out.splitlines()[2])
    assert third["final"] == {"value": None, "state": "unreadable", "confidence": 0.0}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "columns file and taken_at"),
        ("name,when\n", "columns file and taken_at"),
        ("file,taken_at\n", "names no photograph"),
        ("file,taken_at\na.jpg,yesterday\n", "line 2: 'yesterday' is no time"),
        ("file,taken_at\na.jpg\n", "line 2: a line needs a file and a time"),
    ],
)
def test_a_list_of_times_that_makes_no_sense_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    (tmp_path / "times.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["sequence", str(tmp_path), "--times", str(tmp_path / "times.csv"), *DECLARED])
    assert stopped.value.code == 2
    assert fault in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["fast", "0", "-1", "NaN"])
def test_a_limit_that_makes_no_sense_is_refused(week: Path, capsys: pytest.CaptureFixture[str], rate: str) -> None:
    with pytest.raises(SystemExit):
        main(["sequence", str(week), "--times", str(week / "times.csv"), f"--max-per-hour={rate}", *DECLARED])
    assert "--max-per-hour" in capsys.readouterr().err


def test_a_range_alone_means_a_gauge_whose_value_may_fall(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for n, value in enumerate(("0.70", "0.40", "0.60")):
        photo_file(tmp_path, GAUGE, value, f"{n}.jpg")
    (tmp_path / "times.csv").write_text(
        "file,taken_at\n0.jpg,2026-04-01\n1.jpg,2026-04-02\n 2.jpg , 2026-04-03 \n", encoding="utf-8"
    )
    assert main(["sequence", str(tmp_path), "--times", str(tmp_path / "times.csv"), "--range", "0", "1.6", "--jsonl"]) == 0
    assert [answer["final"]["state"] for answer in _said(capsys)] == ["published"] * 3


def test_a_photograph_that_breaks_the_reader_does_not_end_the_sequence(
    week: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[int]()

    def broken(*given: Any, **named: Any) -> Any:
        seen.append(1)
        if len(seen) == 2:
            raise RuntimeError("out of luck")
        return read(*given, **named)

    monkeypatch.setattr(sequence, "read", broken)
    assert main(["sequence", str(week), "--times", str(week / "times.csv"), "--jsonl", *DECLARED]) == 1
    output = capsys.readouterr()
    assert "1.jpg: the reader failed" in output.err
    assert len(output.out.splitlines()) == 6


def test_what_is_no_photograph_is_named(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (week / "4.jpg").write_text("no picture")
    assert main(["sequence", str(week), "--times", str(week / "times.csv"), "--jsonl", *DECLARED]) == 1
    assert "4.jpg: " in capsys.readouterr().err


def test_a_kind_that_cannot_be_looked_for_is_refused_once(week: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sequence", str(week), "--times", str(week / "times.csv"), "--kind", "lamps"])
    assert "once its face is drawn" in capsys.readouterr().err


def test_another_encoding_is_said_to_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "times.csv").write_bytes("file,taken_at\n写真.jpg,2026-04-01\n".encode("shift_jis"))
    with pytest.raises(SystemExit):
        main(["sequence", str(tmp_path), "--times", str(tmp_path / "times.csv"), *DECLARED])
    assert "UTF-8" in capsys.readouterr().err
