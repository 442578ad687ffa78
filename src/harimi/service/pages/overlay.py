"""What was read, as shapes to draw over its photograph."""

from dataclasses import dataclass
from typing import Any

from harimi.service.meters.models import Register
from harimi.service.meters.states import state_name
from harimi.service.readings.models import Attempt, Trial


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline or hand: `points` as SVG takes them, and a label at `(x, y)`, both in pixels of the picture."""

    points: str
    line: bool
    label: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """Shapes over a picture of `width × height` pixels."""

    width: int
    height: int
    stroke: float
    shapes: tuple[Shape, ...]


def overlay(seen: Attempt | Trial) -> Overlay:
    """The evidence of an attempt or a trial; empty where it has no picture."""
    width, height = (0, 0) if seen.cut is None else (seen.cut.width, seen.cut.height)
    displays = [_in_words(one, n, seen.register) for n, one in enumerate(seen.evidence)]
    shapes = tuple(shape for display in displays for shape in _shapes(display, max(width, height)))
    return Overlay(width, height, max(1.0, max(width, height) / 400), shapes)


def _in_words(display: dict[str, Any], n: int, register: Register) -> dict[str, Any]:
    """The number of a lamp's state as its name, where it has one."""
    if n >= len(register.states):
        return display
    return display | {"elements": [_named(one, register.states[n]) for one in display["elements"]]}


def _named(element: dict[str, Any], lamp: list[str]) -> dict[str, Any]:
    state = element["text"]
    return element | {"text": state_name(lamp, int(state))} if state.isdigit() else element


def _shapes(display: dict[str, Any], side: int) -> list[Shape]:
    outline = Shape(_points(display["outline"]), line=False, label="", x=0, y=0, size=0)
    return [outline, *(_element(element, side) for element in display["elements"])]


def _element(element: dict[str, Any], side: int) -> Shape:
    if "line" in element:
        (_, _), (x, y) = element["line"]
        return Shape(_points(element["line"]), line=True, label=element["text"], x=x, y=y, size=side / 28)
    xs, ys = zip(*element["outline"], strict=True)
    size = max(side / 60, min(side / 20, 1.2 * (max(xs) - min(xs)) / max(1, len(element["text"]))))
    return Shape(_points(element["outline"]), False, element["text"], sum(xs) / len(xs), max(ys) + size, size)


def _points(places: list[list[float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def face_overlay(data: dict[str, Any]) -> Overlay:
    """Where a face says that its displays are: each display's outline, and the divisions of a row."""
    width, height = data["size"]
    shapes = tuple(shape for display in data["displays"] for shape in _drawn(display))
    return Overlay(width, height, max(1.0, max(width, height) / 400), shapes)


def _drawn(display: dict[str, Any]) -> list[Shape]:
    upper_left, upper_right, lower_right, lower_left = display["corners"]
    outline = Shape(_points(display["corners"]), line=False, label="", x=0, y=0, size=0)
    shares = [n / display["digits"] for n in range(1, display["digits"])] if "digits" in display else []
    ends = [(_along(upper_left, upper_right, share), _along(lower_left, lower_right, share)) for share in shares]
    return [outline, *(Shape(_points([top, low]), line=True, label="", x=0, y=0, size=0) for top, low in ends)]


def _along(a: list[float], b: list[float], share: float) -> list[float]:
    return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
