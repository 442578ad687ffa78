"""Writes docs/schemas/ from the code. `make schemas`; a test fails while the two differ."""

import json
from pathlib import Path

from harimi.vision.schemas import LINE_SCHEMA, SEQUENCE_SCHEMA, face_schema

FOLDER = Path(__file__).parents[1] / "docs/schemas"


def texts() -> dict[str, str]:
    """Each schema file's name with what must stand in it."""
    schemas = {"face.json": face_schema(), "reading-line.json": LINE_SCHEMA, "sequence-line.json": SEQUENCE_SCHEMA}
    return {name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


if __name__ == "__main__":
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
