"""The committed JSON Schemas are true."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from harimi.vision.face import Dial, Drums, Face, FaceError, ScalePoint, Segments
from harimi.vision.observation import Alternative, Observation
from harimi.vision.reasons import because
from harimi.vision.schemas import failed_line, line
from scripts.schemas import FOLDER, texts

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
FACE = Face(
    size=(640, 480),
    unit="m3",
    displays=(
        Drums(corners=SQUARE, digits=5),
        Segments(corners=SQUARE, digits=8),
        Dial(corners=SQUARE, points=(ScalePoint(at=(0, 0), value=Decimal(0)), ScalePoint(at=(1, 0), value=Decimal("1.6")))),
    ),
)


def _schema(name: str) -> dict[str, object]:
    return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(texts()))
def test_the_committed_schema_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == texts()[name], "run: make schemas"


def test_a_face_survives_its_file(tmp_path: Path) -> None:
    file = tmp_path / "face.json"
    file.write_text(FACE.text(), encoding="utf-8")
    assert Face.load(file) == FACE
    jsonschema.validate(json.loads(FACE.text()), _schema("face.json"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Invalid JSON"),
        ('{"size": [1, 1]}', "displays: Field required"),
        ('{"size": [1, 1], "displays": []}', "at least 1 item"),
        ('{"harimi_face": 2, "size": [1, 1], "displays": []}', "harimi_face"),
        (FACE.text().replace('"digits": 5', '"digits": 5, "colour": "red"'), "Extra inputs"),
        (FACE.text().replace('"decimals": 0', '"decimals": 6'), "6 decimals do not fit into 5 digits"),
        (FACE.text().replace('"1.6"', '"0"'), "must rise or fall"),
        (FACE.text().replace('"display"', '"counter"'), "id of its own"),
        (FACE.text().replace("640", "0"), "greater than 0"),
        (FACE.text().replace("10.0", "-10.0"), "enclose nothing"),
        (FACE.text().replace('"reference": null', '"reference": {"thumbnail": "AAAA", "anchors": []}'), "damaged"),
    ],
)
def test_a_wrong_face_is_refused_in_words(text: str, fault: str) -> None:
    with pytest.raises(FaceError, match=fault):
        Face.parse(text)


def test_a_missing_face_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaceError, match=r"nowhere\.json"):
        Face.load(tmp_path / "nowhere.json")


def test_lines_keep_their_schema() -> None:
    observation = Observation(
        Decimal("1E+2"), "kWh", "uncertain", 0.61, (Alternative(Decimal("1E+2"), 0.61),), (because("glare", "digit", 3),)
    )
    for answer in (line("a.jpg", observation, 12.34), failed_line(None, "", "no such file")):
        jsonschema.validate(answer, _schema("reading-line.json"))
    assert line("a.jpg", observation, 1, "ja")["reasons"] == ["3 桁目に光の映り込みがあります"]
    assert line("a.jpg", observation, 1)["value"] == "100"
