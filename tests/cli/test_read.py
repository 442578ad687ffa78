"""`harimi read` as people and programs use it."""

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image as Pillow

from harimi.cli import main
from harimi.demo.week import set_up
from harimi.vision.schemas import LINE_SCHEMA
from tests.pictures import ENERGY, GAUGE, photo_file


@pytest.fixture
def energy(tmp_path: Path) -> Path:
    return photo_file(tmp_path, ENERGY, "8765.41", "energy.jpg")


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for answer in answers:
        jsonschema.validate(answer, LINE_SCHEMA)
    return answers


def _ask(monkeypatch: pytest.MonkeyPatch, *requests: object, options: tuple[str, ...] = ()) -> int:
    text = [request if isinstance(request, str) else json.dumps(request) for request in requests]
    lines = io.BytesIO("".join(f"{line}\n" for line in text).encode("utf-8", "surrogateescape"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(lines))
    return main(["read", "--jsonl", *options])


def test_people_get_a_line(energy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--kind", "segments", "--digits", "8", "--decimals", "2", "--unit", "kWh", str(energy)]) == 0
    assert capsys.readouterr().out.startswith(f"{energy}: 8765.41 kWh  (published, ")


def test_programs_get_json(energy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--kind", "segments", "--decimals", "2", "--json", str(energy), str(energy)]) == 0
    answers = _lines(capsys)
    assert [answer["value"] for answer in answers] == ["8765.41"] * 2
    assert answers[0]["alternatives"][0]["value"] == "8765.41"
    assert answers[0]["ms"] > 0


def test_requests_are_answered_in_their_order(
    tmp_path: Path, energy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gauge = photo_file(tmp_path, GAUGE, "0.55", "gauge.jpg")
    (tmp_path / "face.json").write_text(set_up(ENERGY).text(), encoding="utf-8")
    (tmp_path / "text.jpg").write_text("no picture")
    status = _ask(
        monkeypatch,
        {"photo": str(energy), "kind": "segments", "digits": 8, "decimals": 2, "unit": "kWh"},
        {"photo": str(tmp_path / "nowhere.jpg"), "kind": "dial", "range": [0, 1]},
        "",
        {"photo": str(gauge), "kind": "dial", "range": [0, 1.6], "unit": "MPa"},
        {"photo": str(tmp_path / "text.jpg"), "kind": "drums"},
        {"photo": str(energy), "face": str(tmp_path / "face.json")},
        {"photo": str(gauge), "kind": "dial"},
        {"photo": str(gauge), "kind": "lamps"},
    )
    answers = _lines(capsys)
    assert status == 1
    assert [answer["photo"] for answer in answers] == [
        str(path) for path in (energy, tmp_path / "nowhere.jpg", gauge, tmp_path / "text.jpg", energy, gauge, gauge)
    ]
    assert [answer["state"] for answer in answers] == [
        "published", "unreadable", "published", "unreadable", "published", "published", "unreadable",
    ]  # fmt: skip
    assert answers[0]["value"] == answers[4]["value"] == "8765.41"
    assert abs(float(answers[2]["value"]) - 0.55) <= 0.032
    assert answers[2]["unit"] == "MPa"
    assert "cannot open" in answers[1]["reasons"][0]
    assert "JPEG, PNG" in answers[3]["reasons"][0]


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        ("not json", "one JSON object"),
        ('["a.jpg"]', 'names a "photo"'),
        ("{}", 'names a "photo"'),
        ({"photo": "a.jpg", "kind": "clock"}, "kind 'clock' is unknown"),
        ({"photo": "a.jpg", "kind": ["dial"]}, "is unknown"),
        ({"photo": "a.jpg", "digits": "five"}, "digits 'five' must be a whole number"),
        ({"photo": "a.jpg", "digits": 3, "decimals": 4}, "4 decimals do not fit into 3 digits"),
        ({"photo": "a.jpg", "kind": "dial", "range": [1]}, "must be two numbers"),
        ({"photo": "a.jpg", "kind": "dial", "range": ["a", "b"]}, "is no number"),
        ({"photo": "a.jpg", "kind": "dial", "range": [2, 2]}, "has no length"),
        ({"photo": "a.jpg", "face": "nowhere.json"}, "nowhere.json"),
        ({"photo": "a.jpg", "unit": 7}, "unit 7 is no text"),
        ({"photo": "a.jpg", "decimal": 3}, "knows no 'decimal'"),
        ({"photo": "a.jpg", "face": "a\0b"}, "null"),
        ({"photo": "a\0b"}, "cannot open"),
        ('{"photo": "x\\ud800.jpg"}', "cannot open"),
        ("[" * 100_000, "one JSON object"),
        ('{"photo": "\udcff"}', "one JSON object"),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_too(
    request_: object, fault: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _ask(monkeypatch, request_) == 1
    (answer,) = _lines(capsys)
    assert answer["state"] == "unreadable"
    assert fault in answer["reasons"][0]


def test_options_hold_for_requests_that_do_not_say_otherwise(
    energy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--kind", "segments", "--decimals", "2", "--unit", "kWh")
    _ask(monkeypatch, {"photo": str(energy), "kind": None}, {"photo": str(energy), "unit": "MWh"}, options=options)
    answers = _lines(capsys)
    assert [answer["value"] for answer in answers] == ["8765.41"] * 2
    assert [answer["unit"] for answer in answers] == ["kWh", "MWh"]


def test_a_slim_picture_has_evidence_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Pillow.new("RGB", (30, 4000), "grey").save(tmp_path / "slim.png")
    assert main(["read", "--json", "--kind", "drums", "--evidence", str(tmp_path / "why"), str(tmp_path / "slim.png")]) == 0
    assert (tmp_path / "why/slim.jpg").exists()
    assert _lines(capsys)[0]["state"] == "unreadable"


def test_reasons_come_in_japanese(energy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "--json", "--lang", "ja", "--kind", "lamps", str(energy)])
    assert "フェイス" in _lines(capsys)[0]["reasons"][0]


def test_evidence_is_written_and_never_overwritten(tmp_path: Path, energy: Path) -> None:
    for _ in range(2):
        main(["read", "--kind", "segments", "--evidence", str(tmp_path / "why"), str(energy)])
    assert sorted(file.name for file in (tmp_path / "why").iterdir()) == ["energy-2.jpg", "energy.jpg"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "--jsonl", "a.jpg"],
        ["read", "--range", "1", "1", "a.jpg"],
        ["read", "--face", "nowhere.json", "a.jpg"],
        [],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_photograph_that_cannot_be_opened_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", str(tmp_path / "nowhere.jpg")]) == 1
    assert _lines(capsys)[0]["value"] is None


def test_a_reading_is_not_lost_when_its_evidence_cannot_be_written(
    tmp_path: Path, energy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    options = ["--kind", "segments", "--decimals", "2", "--evidence", str(tmp_path / "why")]
    assert main(["read", "--json", *options, str(energy)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["value"] == "8765.41"
    assert "No space left" in printed.err


def test_a_reader_that_breaks_does_not_end_the_stream(
    energy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("harimi.cli.read.read", broken)
    assert _ask(monkeypatch, {"photo": str(energy)}, {"photo": str(energy)}) == 1
    assert ["the reader failed" in answer["reasons"][0] for answer in _lines(capsys)] == [True, True]
