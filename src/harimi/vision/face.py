"""What a meter looks like: the reference view and the displays on it, as a versioned value that is kept as JSON.

All points are pixels of the reference view. A face is written by hand, proposed by `find`, or drawn on a page; it names
where each display is and what it contributes to the value. The displays of one face are summed: each shows a number,
`weight` says what one unit of that number is worth. A water meter of whole cubic metres on drums and a red hand for the
tenths has one `Drums` of weight 1 and one `Dial` of weight 0.1 that wraps at 10.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from harimi.vision.geometry import Matrix, Point, Polygon, Quad, moved, quad, to_rectangle
from harimi.vision.indicators import Flag, Indicator, Lamp, wider
from harimi.vision.part import Part, length

Vector = NDArray[np.float64]


class FaceError(ValueError):
    """A face that cannot be used; the message says what is wrong with it.

    `faults` are the same for a page that says it in another language: a code, the place in the face, and what fills the words.
    """

    def __init__(self, message: str, faults: "tuple[Fault, ...]" = ()) -> None:
        super().__init__(message)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a face; `code` is pydantic's own where it is not one of those below."""

    code: str
    place: tuple[int | str, ...]
    values: dict[str, object]


class _Row(Part):
    corners: Quad
    digits: int = Field(ge=1, le=16)
    decimals: int | None = Field(default=None, ge=0)
    weight: Decimal = Field(default=Decimal(1), gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.decimals is not None and self.decimals > self.digits:
            fill = {"decimals": self.decimals, "digits": self.digits}
            raise PydanticCustomError("decimals_too_many", "{decimals} decimals do not fit into {digits} digits", fill)
        return self


class Drums(_Row):
    """A row of printed wheels. `corners` lie on the outer edges of the row of windows, one window per digit, all alike."""

    kind: Literal["drums"] = "drums"
    id: str = "counter"
    decimals: int = Field(default=0, ge=0)


SIGN_TALL = 24
"""Height of the pixels that are kept of a sign; their number tells the width."""


class Sign(Part):
    """A place on a display that tells its pages apart: a unit or tariff sign that is lit on the wanted page, or is not (`lit`).

    `pixels` is how it looks on that page, grey, `SIGN_TALL` high, base64, row by row; `contrast` its spread of grey levels
    against that of the display's strongest digit. Both are taken from the reference photograph, see `displays/pages.py`.
    """

    corners: Quad
    lit: bool = True
    pixels: str = ""
    contrast: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        count = length(self.pixels)
        if count < 0 or count % SIGN_TALL or 0 < count < 8 * SIGN_TALL:
            raise PydanticCustomError(
                "sign_damaged",
                "the pixels of a page's sign are damaged; leave them out and make the face anew with: harimi face",
            )
        return self


class Segments(_Row):
    """A row of seven-segment digits. `corners` enclose the digits, not the frame; one cell per digit, all alike.

    `decimals` is None where the point is read from the display. A display that shows several pages in turn is read only
    while every sign of `page` looks as it should. One that is `padded` has zeros before a short number: a blank cell is then
    a digit that the photograph missed, as happens with lamps that are lit one after the other. Whether it can show a minus is
    `signed`; None where nobody said.
    """

    kind: Literal["segments"] = "segments"
    id: str = "display"
    page: tuple[Sign, ...] = ()
    padded: bool = False
    signed: bool | None = None


class ScalePoint(Part):
    """A mark of a scale: where it is and the value printed there."""

    at: Point
    value: Decimal


class _Scaled(Part):
    """What points at values printed along a scale."""

    corners: Quad
    points: tuple[ScalePoint, ...] = Field(min_length=2)
    weight: Decimal = Field(default=Decimal(1), gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        values = [point.value for point in self.points]
        rises = all(a < b for a, b in pairwise(values))
        falls = all(a > b for a, b in pairwise(values))
        if not (rises or falls):
            raise PydanticCustomError("scale_order", "the values of a scale's points must rise or fall from one to the next")
        return self


class Dial(_Scaled):
    """A pointer over a scale.

    `corners` is the square around the circle of the scale, in the photograph's perspective: its centre is the pivot, and
    half its side the radius at which the marks end. `points` follow the scale from one end to the other, or round the
    circle where it `wraps` (a sub-dial: 0 follows 9). Between two points the value is linear in the rectified angle.
    """

    kind: Literal["dial"] = "dial"
    id: str = "dial"
    wraps: Decimal | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _goes_round(self) -> Self:
        if self.wraps is not None and len(self.points) < 3:
            raise PydanticCustomError(
                "dial_points", "a dial that wraps needs at least 3 points, so that its direction is known"
            )
        return self


class Scale(_Scaled):
    """What moves along a straight scale: a liquid's surface in a glass, a lit bar's end, a float.

    `corners` is the strip in which it moves, from the middle of its first side (the first two corners) to the middle of the
    opposite one, whichever way that lies in the photograph; as wide as the liquid or the bar is, without the marks.
    `points` are marks of the scale in order, each meant where it stands along the strip; they may lie beside it. Between two
    marks the value is linear in the photograph, since four corners so near to each other tell nothing of its perspective: a
    scale that is seen obliquely needs a mark in its middle. Beyond the first and the last the scale goes on as between the
    nearest two. A `float` is read at its middle. The other leg of a U-tube has the `weight` -1: its level is taken away.
    """

    kind: Literal["scale"] = "scale"
    id: str = "scale"
    shows: Literal["surface", "float"] = "surface"
    weight: Decimal = Decimal(1)

    @field_validator("weight")
    @classmethod
    def _counts(cls, weight: Decimal) -> Decimal:
        if not weight:
            raise PydanticCustomError("weight_nothing", "a scale whose weight is 0 counts nothing; leave it out")
        return weight

    @model_validator(mode="after")
    def _along(self) -> Self:
        places = self.places()
        if not (all(a < b for a, b in pairwise(places)) or all(a > b for a, b in pairwise(places))):
            raise PydanticCustomError("scale_places", "the points of a straight scale must follow each other along its strip")
        return self

    def places(self) -> tuple[float, ...]:
        """Where the points stand along the strip: 0 at its first side, 1 at the opposite one."""
        first, last = self.axis()
        along = (last - first) / max(float((last - first) @ (last - first)), 1e-9)
        return tuple(float((np.asarray(point.at) - first) @ along) for point in self.points)

    def axis(self) -> tuple[Vector, Vector]:
        """The middles of its first and of its opposite side."""
        a, b, c, d = (np.asarray(corner, np.float64) for corner in self.corners)
        return (a + b) / 2, (c + d) / 2

    def strip(self) -> Quad:
        """The rectangle around the axis that is as wide as both sides are on average."""
        (first, last), (a, b, c, d) = self.axis(), np.asarray(self.corners, np.float64)
        length = max(float(np.hypot(*(last - first))), 1e-9)
        across = np.array([first[1] - last[1], last[0] - first[0]]) / length
        wide = float(np.hypot(*(b - a)) + np.hypot(*(c - d))) / 4
        side = across * wide * (-1 if across @ (b - a) < 0 else 1)
        return quad([first - side, first + side, last + side, last - side])


Display = Annotated[Drums | Segments | Dial | Scale | Lamp | Flag, Field(discriminator="kind")]


class Anchor(Part):
    """A small patch of the reference view that never moves: its centre and its 31×31 grey pixels, base64, row by row."""

    at: Point
    pixels: str


class Reference(Part):
    """What alignment keeps of the reference view: a 160×120 grey thumbnail (base64, row by row) and the anchors."""

    thumbnail: str
    anchors: tuple[Anchor, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        kept = [(self.thumbnail, 160 * 120), *((anchor.pixels, 31 * 31) for anchor in self.anchors)]
        if any(length(pixels) != count for pixels, count in kept):
            raise ValueError("the pixels of the reference view are damaged; make the face anew with: harimi face")
        return self


class Face(Part):
    """One meter's displays in one reference view of `size` (width, height) pixels.

    Without a `reference` the camera is taken to stand exactly as it stood when the face was made.
    """

    harimi_face: Literal[1] = 1
    size: tuple[Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)]]
    unit: str = ""
    displays: tuple[Display, ...] = Field(min_length=1)
    reference: Reference | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        for display in self.displays:
            fill = {"display": display.id, "size": f"{self.size[0]}×{self.size[1]}"}
            if not in_view(display, self.size):
                words = "the corners of '{display}' enclose nothing of the {size} view"
                raise PydanticCustomError("display_outside", words, fill)
            if not all(_overlaps(outline, self.size) for outline in changing(display)):
                raise PydanticCustomError("sign_outside", "a sign of '{display}' encloses nothing of the {size} view", fill)
        return self

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [display.id for display in self.displays]
        if len(set(names)) < len(names):
            fill = {"names": ", ".join(names)}
            raise PydanticCustomError("names_alike", "each display needs an id of its own: {names}", fill)
        return self

    @classmethod
    def parse(cls, text: str | bytes) -> "Face":
        """A face from JSON; `FaceError` says in one line per fault what is wrong."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            message = "; ".join(_fault(item["loc"], item["msg"]) for item in error.errors())
            raise FaceError(message, tuple(_coded(item) for item in error.errors())) from error

    @classmethod
    def load(cls, path: Path) -> "Face":
        """A face from a file."""
        try:
            return cls.parse(path.read_bytes())
        except FaceError as error:
            raise FaceError(f"{path}: {error}") from error
        except (OSError, ValueError) as error:
            raise FaceError(f"{path}: {getattr(error, 'strerror', None) or error}") from error

    def text(self) -> str:
        """The face as indented JSON."""
        return self.model_dump_json(indent=1, exclude_defaults=False) + "\n"


def in_view(display: Display, size: tuple[int, int]) -> bool:
    """Whether the display's corners enclose anything of a view of `size` (width, height)."""
    return _overlaps(display.corners, size)


def _overlaps(outline: Polygon, size: tuple[int, int]) -> bool:
    x, y = zip(*outline, strict=True)
    wide, tall = max(x) - min(x), max(y) - min(y)
    return wide >= 1 and tall >= 1 and max(x) > 0 and max(y) > 0 and min(x) < size[0] and min(y) < size[1]


def changing(display: Display) -> tuple[Polygon, ...]:
    """The outlines within which a display changes: its own with a lamp's light around it, and those of its page's signs."""
    if isinstance(display, Indicator):
        return (wider(display.corners),)
    signs = display.page if isinstance(display, Segments) else ()
    return (display.corners, *(sign.corners for sign in signs))


def placed(display: Display, matrix: Matrix) -> Display:
    """The display in another view, to which `matrix` takes the pixels of this one."""
    change: dict[str, object] = {"corners": quad(moved(display.corners, matrix))}
    if isinstance(display, Dial | Scale):
        change["points"] = _moved_points(display, matrix)
    if isinstance(display, Segments):
        change["page"] = tuple(sign.model_copy(update={"corners": quad(moved(sign.corners, matrix))}) for sign in display.page)
    return display.model_copy(update=change)


def _moved_points(dial: Dial | Scale, matrix: Matrix) -> tuple[ScalePoint, ...]:
    return tuple(point.model_copy(update={"at": moved((point.at,), matrix)[0]}) for point in dial.points)


def points_carried(dial: Dial, corners: Quad) -> Dial:
    """The dial with its circle in the square of `corners` instead; the marks of its scale go with it."""
    matrix = np.linalg.inv(to_rectangle(corners, 1, 1)) @ to_rectangle(dial.corners, 1, 1)
    return dial.model_copy(update={"corners": corners, "points": _moved_points(dial, matrix)})


def _coded(item: ErrorDetails) -> Fault:
    return Fault(item["type"], item["loc"], item.get("ctx", {}))


def _fault(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place)) or 'face'}: {message}"
