"""What a photograph shows, read while somebody waits; nothing of it is kept."""

from harimi.service.captures.pictures import cut, upright
from harimi.service.captures.registration import Shown
from harimi.service.devices.models import Installation
from harimi.service.meters.models import Register
from harimi.service.readings.face_faults import MOST_DISPLAYS, FaceFaultError
from harimi.service.readings.showing import with_part
from harimi.service.readings.suggesting import look
from harimi.vision.face import Face, FaceError
from harimi.vision.find.proposal import Declared
from harimi.vision.observation import Observation
from harimi.vision.read import read


def look_at(data: bytes, declared: Declared) -> Observation:
    """What it shows of a display as it is declared. Raises a `PhotoError`."""
    return read(data, declared=declared)


def look_with(data: bytes, face: str) -> Observation:
    """What it shows by a face, in the form of docs/schemas/face.json. Raises a `PhotoError` or a `FaceFaultError`."""
    try:
        known = Face.parse(face)
    except FaceError as error:
        raise FaceFaultError("sent", why=str(error)) from error
    if len(known.displays) > MOST_DISPLAYS:
        raise FaceFaultError("sent", why=f"{len(known.displays)} displays; a face that is sent has {MOST_DISPLAYS} at most")
    return read(data, known)


def look_as(data: bytes, register: Register) -> Observation | None:
    """What it shows of a register: by its face, where a camera's view is what was sent, else by what is found in it.

    None where no display is found. Raises a `PhotoError`.
    """
    image = upright(data)
    row = register.faces.order_by("-version").first()
    view = None if row is None else Installation.objects.filter(pk=row.view).first()
    if row is not None and view is not None and view.cut is not None:
        seen = read(cut(image, view.cut).data, Face.model_validate(row.data))
        if seen.state == "published":
            return seen
    part = with_part(register, Shown(data)).part
    return look(register, data if part is None else cut(image, part).data)
