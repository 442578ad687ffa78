"""The face to begin with: the one in use, what vision finds, or something in the middle to drag into place."""

from dataclasses import dataclass

import numpy as np

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import upright
from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.platform.blobs import blobs
from harimi.service.readings.middle import in_the_middle
from harimi.service.readings.panel import panel
from harimi.service.readings.renewal.in_force import learned_of
from harimi.vision.align import align
from harimi.vision.face import Dial, Display, Face, placed
from harimi.vision.find.proposal import Declared
from harimi.vision.find.sub_dials import find_sub_dials
from harimi.vision.read import NotFoundError, propose_face, read
from harimi.vision.views import references

MOST_POINTS = 9


@dataclass(frozen=True, slots=True)
class Proposed:
    """A face and how it came about: `kept`, `elsewhere`, `found`, `like`, `doubtful` or `not_found`;
    a `panel` is laid in the middle. `name` is that of the meter that it is like."""

    face: Face
    how: str
    name: str = ""


def beginning(register: Register, picture: Cut) -> Proposed:
    """The face in use if it fits the picture, else as another view had it, else what vision finds."""
    newest = register.faces.filter(view=picture.installation_id).order_by("-version").first()
    if newest is not None and tuple(newest.data["size"]) == (picture.width, picture.height):
        return Proposed(_as_it_lies(newest, picture), "kept")
    return _several(register, picture) or proposed(picture, register)


def _as_it_lies(row: FaceRow, picture: Cut) -> Face:
    """The face where today's photograph shows it: a camera moves a little, and what is kept next is drawn on this one."""
    face = Face.model_validate(row.data)
    if face.reference is not None:
        image = upright(blobs().get(picture.blob))
        found = align(image, face)
        if not found.ok:
            found = align(image, face, references(learned_of([row])[row.pk].views))
        if found.ok:
            return moved_onto(face, picture, found.matrix)
    return face.model_copy(update={"reference": None})


def _several(register: Register, picture: Cut) -> Proposed | None:
    """Where the register has several displays, all of them as another view had them: a finder knows of one only."""
    before = register.faces.order_by("-version").first()
    if before is None or len(before.data["displays"]) < 2:
        return None
    return Proposed(scaled_onto(Face.model_validate(before.data), picture), "elsewhere")


def scaled_onto(face: Face, picture: Cut) -> Face:
    """The face's displays at the same places of another picture."""
    fit = np.diag([picture.width / face.size[0], picture.height / face.size[1], 1.0])
    return moved_onto(face, picture, fit)


def moved_onto(face: Face, picture: Cut, matrix: np.ndarray) -> Face:
    """The face's displays where `matrix` takes them in another picture."""
    displays = tuple(placed(display, matrix) for display in face.displays)
    return face.model_copy(update={"displays": displays, "size": (picture.width, picture.height), "reference": None})


def declared_by(register: Register) -> Declared:
    """What the register's owner said of it."""
    if register.display in Register.RANGED and register.low is not None and register.high is not None:
        ends = (plain(register.low, register.decimals), plain(register.high, register.decimals))
        return Declared(kind=register.display, range=ends, unit=register.unit)
    return Declared(kind=register.display, digits=register.digits or None, decimals=register.decimals, unit=register.unit)


def proposed(picture: Cut, register: Register) -> Proposed:
    """What vision finds, else a row or a circle in the middle."""
    if register.is_state:
        return Proposed(panel(picture.width, picture.height, register.states), "panel")
    data, declared = blobs().get(picture.blob), declared_by(register)
    try:
        found = propose_face(data, declared)
    except NotFoundError:
        return Proposed(in_the_middle(picture.width, picture.height, declared), "not_found")
    displays = tuple(_with_fewer_points(display) for display in found.displays)
    face = found.model_copy(update={"reference": None, "displays": displays})
    return Proposed(face, "found" if read(data, face).state == "published" else "doubtful")


def _with_fewer_points(display: Display) -> Display:
    """Every second point of a dial's scale, and again, until few are left: a person has to check each."""
    if not isinstance(display, Dial) or display.wraps is not None or len(display.points) <= MOST_POINTS:
        return display
    if len(display.points) % 2 == 0:
        return display
    return _with_fewer_points(display.model_copy(update={"points": display.points[::2]}))


def sub_dials(picture: Cut) -> tuple[Dial, ...]:
    """The dials beside a row of drums that vision is sure of, with their likely weights."""
    return find_sub_dials(upright(blobs().get(picture.blob)))
