"""A face is laid onto other meters of the same kind."""

from dataclasses import dataclass

import cv2
import numpy as np
from django.db.models import QuerySet

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import upright
from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.states import count
from harimi.service.platform.blobs import blobs
from harimi.service.readings.proposing import declared_by, moved_onto, scaled_onto
from harimi.service.readings.set_up import set_up_picture
from harimi.vision.align import Alignment, align
from harimi.vision.face import Display, Face, Segments
from harimi.vision.find.finders import find
from harimi.vision.geometry import Image, Matrix
from harimi.vision.indicators import Indicator

ALIKE = ("kind", "display", "digits", "decimals", "unit", "low", "high")
"""What two registers must have in common."""


@dataclass(frozen=True, slots=True)
class Like:
    """A meter like the one whose face is copied, the photograph to lay it on, and the version of its own face if it has one."""

    meter: Meter
    register: Register
    picture: Cut
    version: int | None


@dataclass(frozen=True, slots=True)
class Laid:
    """The face on another meter's photograph, and what placed it there: `aligned`, `found` or `scaled`."""

    face: Face
    how: str


def like_meters(meters: QuerySet[Meter], register: Register) -> list[Like]:
    """Those of `meters` whose register is of the same kind and which have a photograph."""
    same = {name: getattr(register, name) for name in ALIKE}
    others = Register.objects.filter(meter__in=meters, **same).exclude(meter=register.meter_id).select_related("meter")
    found = ((other, drawn_on(other.meter)) for other in others if same_states(other, register))
    return [Like(other.meter, other, picture, _version(other, picture)) for other, picture in found if picture is not None]


def alike(one: Register, other: Register) -> bool:
    """Whether the face of one may be laid onto the other."""
    return all(getattr(one, name) == getattr(other, name) for name in ALIKE) and same_states(one, other)


def same_states(one: Register, other: Register) -> bool:
    """Whether their lamps, if they have any, have as many states each."""
    return [count(lamp) for lamp in one.states] == [count(lamp) for lamp in other.states]


def drawn_on(meter: Meter) -> Cut | None:
    """The newest photograph that nobody has marked yet, else that of the newest installation that has one."""
    watching = meter.installations.filter(until=None).order_by("-since")
    unmarked = watching.filter(frame__isnull=True, cuts__isnull=False).distinct()
    pictures = (set_up_picture(installation) for installation in (*unmarked, *watching))
    return next((picture for picture in pictures if picture is not None), None)


def _version(register: Register, picture: Cut) -> int | None:
    return register.faces.filter(view=picture.installation_id).order_by("-version").values_list("version", flat=True).first()


def newest_face(register: Register) -> FaceRow | None:
    """The face to copy."""
    return register.faces.order_by("-version").first()


def laid_on(source: FaceRow, other: Like) -> Laid:
    """1. Where the other photograph shows the same view of the same model, alignment says where everything is.
    2. Else the display that a finder sees there says how the whole face lies.
    3. Else it lies where it lay, for a person to drag.
    """
    face, image = Face.model_validate(source.data), upright(blobs().get(other.picture.blob))
    same = laid_alike(source, other.picture, image)
    if same is not None:
        return Laid(same[0], "aligned")
    matrix = _found(face, image, other.register)
    if matrix is None:
        return Laid(_plain(scaled_onto(face, other.picture)), "scaled")
    return Laid(_plain(moved_onto(face, other.picture, matrix)), "found")


def laid_alike(source: FaceRow, picture: Cut, image: Image) -> tuple[Face, int] | None:
    """The face on a photograph that shows the same view of the same model, and how many patches agree on it; else None."""
    face = Face.model_validate(source.data)
    found = _alignment(face, image)
    return None if found is None else (_plain(moved_onto(face, picture, found.matrix)), found.inliers)


def _alignment(face: Face, image: Image) -> Alignment | None:
    shape = (image.shape[1] / face.size[0]) / (image.shape[0] / face.size[1])
    if face.reference is None or abs(shape - 1) > 0.02:
        return None
    found = align(image, face)
    return found if found.ok else None


def _found(face: Face, image: Image, register: Register) -> Matrix | None:
    first = face.displays[0]
    declared = declared_by(register)
    seen = [one.display for one in find(image, declared) if one.display.kind == first.kind]
    if not seen:
        return None
    there, here = np.asarray(seen[0].corners, np.float64), np.asarray(first.corners, np.float64)
    similar, _ = cv2.estimateAffinePartial2D(here, there, method=cv2.LMEDS)
    return None if similar is None else np.asarray(np.vstack([similar, [0, 0, 1]]), np.float64)


def _plain(face: Face) -> Face:
    """Signs of pages, lamps and flags look otherwise on another meter: their looks are taken from its own photographs."""
    displays = [_bare(display) for display in face.displays]
    return face.model_copy(update={"displays": tuple(displays)})


def _bare(display: Display) -> Display:
    if isinstance(display, Segments):
        plain = tuple(sign.model_copy(update={"pixels": "", "contrast": 0.0}) for sign in display.page)
        return display.model_copy(update={"page": plain})
    return display.model_copy(update={"looks": ()}) if isinstance(display, Indicator) else display
