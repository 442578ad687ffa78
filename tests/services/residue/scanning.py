"""Prints on which surfaces which patterns are: `python -m tests.services.residue.scanning PATTERNS.json FOLDER …`."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from harimi.service.project.setup import set_up
from tests.services.residue.surfaces import Surface, of_database, of_folder, of_redis, of_store


def main() -> None:
    """The command line."""
    told = json.loads(Path(sys.argv[1]).read_text())
    patterns = {name: [bytes.fromhex(one) for one in every] for name, every in told.items()}
    set_up()
    print(json.dumps(found(patterns, _surfaces(map(Path, sys.argv[2:])))))


def _surfaces(folders: Iterable[Path]) -> Iterator[Surface]:
    yield from of_database()
    yield from of_store()
    yield from of_redis()
    for folder in folders:
        yield from of_folder(folder)


def found(patterns: dict[str, list[bytes]], surfaces: Iterable[Surface]) -> dict[str, list[str]]:
    """By the name of the patterns, the surfaces on which one of them is."""
    where: dict[str, list[str]] = {name: [] for name in patterns}
    for surface, data in surfaces:
        for name, every in patterns.items():
            if any(one in data for one in every):
                where[name].append(surface)
    return where


if __name__ == "__main__":
    main()
