"""`harimi examples`: pictures whose value a person told, as a folder to train and to measure with."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harimi.cli.ready import ready

if TYPE_CHECKING:
    from harimi.service.readings.examples import Example

LIST = "examples.csv"
COLUMNS = ("file", "face", "display", "digits", "decimals", "unit", "state", "value", "guess")


def add_to(commands: Any) -> None:
    """Adds this command to the parser."""
    parser = commands.add_parser(
        "examples",
        help="write photographs whose value a person told, to train with",
        description="Makes FOLDER hold exactly the pictures that may be used to make the reader better now: those of which a "
        f"person said what they show, of owners who did not stop that use. {LIST} names picture, face and value. What was "
        "there and may no longer be used is taken away: run it again before each training. Each owner sees on their privacy "
        "page that it was done.",
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    ready()
    from harimi.service.privacy.gate import RefusedError
    from harimi.service.readings.examples import examples

    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()) and not (folder / LIST).exists():
        print(f"{folder} is not empty and holds no {LIST}: name a folder of its own", file=sys.stderr)
        return 2
    try:
        written, gone = fill(folder, examples())
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{written} pictures in {folder}; {gone} files taken away that may no longer be used")
    return 0


def fill(folder: Path, examples: Iterable["Example"]) -> tuple[int, int]:
    """Writes the examples and takes everything else away: how many there are, and how many files went."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, kept = [], set[Path]()
    for example in examples:
        row = _row(example)
        rows.append(row)
        kept |= {folder / row["file"], *([folder / row["face"]] if row["face"] else [])}
        _write(folder / row["file"], example.data)
        if row["face"]:
            _write(folder / row["face"], json.dumps(example.face, ensure_ascii=False).encode())
    with (folder / LIST).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    return len(rows), _take_away(folder, kept | {folder / LIST})


def _row(example: "Example") -> dict[str, Any]:
    """One folder each register: whoever holds some back holds back whole meters."""
    name = f"{example.register}/{example.picture}"
    told = {column: getattr(example, column) for column in COLUMNS if column not in ("file", "face")}
    return {"file": f"{name}.jpg", "face": f"{name}.json" if example.face is not None else "", **told}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _take_away(folder: Path, kept: set[Path]) -> int:
    """Pictures and faces that are not among the kept ones; nothing else in the folder is touched."""
    old = [path for path in folder.glob("*/*") if path.suffix in (".jpg", ".json") and path not in kept]
    for path in old:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    return len(old)
