"""`harimi face` proposes what `harimi read` uses."""

from pathlib import Path

import cv2
import pytest

from harimi.cli import main
from harimi.simulate.cycling import CyclingMeter
from harimi.vision.face import Face
from tests.pictures import ENERGY, photo_file

OPTIONS = ["--kind", "segments", "--digits", "8", "--decimals", "2", "--unit", "kWh"]


def test_a_face_is_written_and_read_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo, file = photo_file(tmp_path, ENERGY, "8765.41"), tmp_path / "face.json"
    assert main(["face", *OPTIONS, str(photo), "-o", str(file)]) == 0
    face = Face.load(file)
    assert face.unit == "kWh"
    assert face.reference is not None
    capsys.readouterr()
    assert main(["read", "--face", str(file), str(photo)]) == 0
    assert "8765.41 kWh" in capsys.readouterr().out


def test_a_face_goes_to_standard_output_by_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["face", *OPTIONS, str(photo_file(tmp_path, ENERGY, "8765.41"))])
    assert Face.parse(capsys.readouterr().out).displays[0].kind == "segments"


@pytest.mark.parametrize("kind", ["scale", "lamps"])
def test_what_cannot_be_proposed_says_why(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["face", "--kind", kind, str(photo_file(tmp_path, ENERGY, "8765.41"))]) == 1
    assert "photo.jpg: " in capsys.readouterr().err


def test_a_missing_photograph_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["face", *OPTIONS, str(tmp_path / "nowhere.jpg")]) == 1
    assert "nowhere.jpg" in capsys.readouterr().err


def test_a_face_written_by_hand_gets_what_it_needs_from_its_photograph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meter, photo, bare, whole = CyclingMeter(), tmp_path / "p.png", tmp_path / "bare.json", tmp_path / "face.json"
    cv2.imwrite(str(photo), meter.draw("204881.07", 0))
    bare.write_text(meter.face(0).text(), encoding="utf-8")
    assert main(["face", "--face", str(bare), str(photo), "-o", str(whole)]) == 0
    capsys.readouterr()
    assert main(["read", "--face", str(whole), str(photo)]) == 0
    assert "204881.07 kWh" in capsys.readouterr().out
