"""Writes docs/schemas/ from the code. `make schemas`; a test fails while the two differ."""

import json
from pathlib import Path

from harimi.vision.schemas import LINE_SCHEMA, SEQUENCE_SCHEMA, face_schema
from scripts.described import described

FOLDER = Path(__file__).parents[1] / "docs/schemas"


def texts() -> dict[str, str]:
    """Each schema file's name with what must stand in it, but for the API's own."""
    return {
        "face.json": text(face_schema()),
        "reading-line.json": text(LINE_SCHEMA),
        "sequence-line.json": text(SEQUENCE_SCHEMA),
    }


def text(schema: object) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, told in (texts() | {"openapi.json": text(described())}).items():
        (FOLDER / name).write_text(told, encoding="utf-8")
