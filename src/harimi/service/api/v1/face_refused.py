"""What is wrong with a face that was sent, and where in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from harimi.service.api.v1.caller import refused
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.readings.face_faults import FaceFaultError
from harimi.vision.face import FaceError

DETAILS = {
    "display_outside": "the corners of '{display}' enclose nothing of the {size} pixels that are kept",
    "displays_many": "a face that is sent has {most} displays at most",
    "other_size": "the face's size is not that of the photograph",
    "other_states": "a panel's face has each lamp of the register once, in order, with as many states",
    "other_view": "the camera stands otherwise now; draw the face anew",
}


@contextmanager
def in_words() -> Iterator[None]:
    """A fault of a face as a problem that says which part of it is wrong, each with its place in the JSON."""
    try:
        yield
    except FaceFaultError as error:
        if isinstance(error.__cause__, FaceError):
            raise refused("bad_face", error.__cause__) from error
        raise refused(error.code, DETAILS[error.code].format(**error.values)) from error
    except BlobMissingError as error:
        raise refused("picture_gone", "the photograph is not kept any more; take a newer one") from error
