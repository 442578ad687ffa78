"""What of a photograph that a person brings is kept: the part they chose, else what vision takes for the display."""

from harimi.service.captures.registration import Shown
from harimi.service.meters.models import Register
from harimi.service.readings.framing import frame_of
from harimi.service.readings.proposing import declared_by
from harimi.vision.photo import PhotoError
from harimi.vision.read import NotFoundError, propose_face


def with_part(register: Register, photo: Shown) -> Shown:
    """The photograph with its part; without one where nothing is found, so that it is a set-up photograph."""
    if photo.part is not None:
        return photo
    try:
        found = propose_face(photo.data, declared_by(register))
    except (NotFoundError, PhotoError):
        return photo
    return Shown(photo.data, frame_of(found))
