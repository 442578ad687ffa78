"""What is measured: photographs with their truth, declared as their owner would declare them."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from harimi.vision.align import with_reference
from harimi.vision.face import Dial, Face, ScalePoint
from harimi.vision.find.proposal import Declared
from harimi.vision.photo import open_photo

DECLARATIONS = Path(__file__).with_name("declarations.csv")
FACES = Path(__file__).parents[1] / "faces"


@dataclass(frozen=True)
class Case:
    """One photograph: `group` is its row of the table; a value is right within `tolerance`, round the circle where it wraps.

    `span` is the length of a gauge's scale, where it is known.
    """

    group: str
    name: str
    photo: Callable[[], bytes]
    truth: Decimal
    tolerance: Decimal
    declared: Declared | None = None
    face: Face | None = None
    wraps: Decimal | None = None
    span: Decimal | None = None

    def error(self, value: Decimal) -> Decimal:
        """How far `value` is from the truth."""
        away = abs(value - self.truth)
        return away if self.wraps is None else min(away, self.wraps - away)


def real(meters: Path) -> Iterator[Case]:
    """The cases of a folder of real photographs with a `bench.csv`."""
    declared, first = list(_rows(DECLARATIONS)), dict[str, Path]()
    for row in _rows(meters / "bench.csv"):
        if not row["skip"]:
            wanted = next(rule for rule in declared if fnmatch(row["file"], rule["file"]))
            yield from _zero_set_up(meters, row, wanted)
            yield from _with_face(meters, row, wanted, first)
    yield from _subdials(meters)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _zero_set_up(meters: Path, row: dict[str, str], wanted: dict[str, str]) -> Iterator[Case]:
    """The photograph with what its owner declares; a gauge also with nothing declared but that it is one."""
    path = meters / row["file"]
    low, high = row["scale_min"] or wanted["low"], row["scale_max"] or wanted["high"]
    declared = Declared(
        kind=wanted["kind"],
        range=(Decimal(low), Decimal(high)) if low else None,
        digits=int(wanted["digits"]) if wanted["digits"] else None,
        decimals=int(wanted["decimals"]) if wanted["decimals"] else None,
    )
    folder = row["file"].split("/")[0]
    group = folder if wanted["kind"] != "dials" else f"{folder} (clock dials)"
    truth = Decimal(wanted["truth"] or row["reading"])
    span = declared.range[1] - declared.range[0] if declared.range else None
    told = Case(group, row["file"], path.read_bytes, truth, Decimal(row["tolerance"]), declared, span=span)
    yield told
    if declared.kind == "dial":
        yield replace(told, group=f"{group} (nothing said)", declared=Declared(kind="dial"))


def _with_face(meters: Path, row: dict[str, str], wanted: dict[str, str], first: dict[str, Path]) -> Iterator[Case]:
    """The same photograph with the face that was made by hand for its camera, on the camera's first photograph."""
    folder, path = row["file"].split("/")[0], meters / row["file"]
    file = FACES / f"{wanted['face'].format(**row)}.json"
    if wanted["face"]:
        face = _face(file, first.setdefault(file.stem, path))
        truth, tolerance = Decimal(row["reading"]), Decimal(row["tolerance"])
        yield Case(f"{folder} (face)", row["file"], path.read_bytes, truth, tolerance, face=face)


@cache
def _face(file: Path, photo: Path) -> Face:
    return with_reference(Face.load(file), open_photo(photo.read_bytes()).image)


def _subdials(meters: Path) -> Iterator[Case]:
    """Cut-out sub-dials: the crop is the face, its marks end a little inside the edge."""
    for row in _rows(meters / "subdial.csv"):
        path = meters / row["file"]
        height, width = open_photo(path.read_bytes()).image.shape[:2]
        truth, tolerance = Decimal(row["reading_0_to_10"]), Decimal(row["tolerance"])
        yield Case(
            "subdial (face)", row["file"], path.read_bytes, truth, tolerance, face=subdial(width, height), wraps=Decimal(10)
        )


@cache
def subdial(width: int, height: int) -> Face:
    """A 0–9 dial that fills a picture, zero on top, clockwise."""
    x, y, rx, ry = width / 2 - 0.5, height / 2 - 0.5, width * 0.46, height * 0.46
    marks = ((x, y - ry, "0"), (x + rx, y, "2.5"), (x, y + ry, "5"), (x - rx, y, "7.5"))
    points = tuple(ScalePoint(at=(px, py), value=Decimal(value)) for px, py, value in marks)
    corners = ((x - rx, y - ry), (x + rx, y - ry), (x + rx, y + ry), (x - rx, y + ry))
    dial = Dial(corners=corners, points=points, wraps=Decimal(10))
    return Face(size=(width, height), displays=(dial,))
