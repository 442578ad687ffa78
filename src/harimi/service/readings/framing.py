"""What is kept of each photograph around a face."""

import numpy as np
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.captures.parts import of_view, shares, within
from harimi.service.captures.pictures import Picture, cut, upright
from harimi.service.captures.services import drop
from harimi.service.devices.models import Frame
from harimi.service.platform.blobs import blobs
from harimi.vision.face import Face, changing, placed
from harimi.vision.geometry import Image

MARGIN, LEAST = 0.4, 48
"""What is kept around the displays: a share of their longer side, and pixels at least; alignment needs something that rests."""


def frame_of(face: Face) -> Frame:
    """The displays with their margin, on whole pixels."""
    width, height = face.size
    places = np.concatenate([np.asarray(outline) for display in face.displays for outline in changing(display)])
    low, high = places.min(0), places.max(0)
    room = max(LEAST, MARGIN * float((high - low).max()))
    x0, y0 = (max(0, int(v)) for v in np.floor(low - room))
    x1, y1 = min(width, int(np.ceil(high[0] + room))), min(height, int(np.ceil(high[1] + room)))
    return Frame(x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)


def shifted(face: Face, frame: Frame, inside: Image) -> Face:
    """The face in pixels of the cut."""
    x, y = round(frame.x * face.size[0]), round(frame.y * face.size[1])
    back = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]])
    displays = tuple(placed(display, back) for display in face.displays)
    return face.model_copy(update={"displays": displays, "size": (inside.shape[1], inside.shape[0])})


def cut_stragglers(most: int = 20) -> int:
    """Cuts up to `most` whole photographs whose face has been kept by now; how many.

    One of which the camera sent a part that shows nothing of the display is deleted.
    """
    late = Cut.objects.filter(frame__isnull=True, installation__frame__isnull=False).select_related("installation")[:most]
    for old in late:
        frame = old.installation.cut
        inside = None if frame is None else within(old.sent, frame)
        if inside is None:
            drop(old)
        else:
            forget([replace(old, *recut(old, inside), of_view(old.sent, inside))])
    return len(late)


def forget(gone: list[str]) -> None:
    """Deletes bytes that no cut shows any more."""
    for blob in gone:
        if not Cut.objects.filter(blob=blob).exists():
            blobs().delete(blob)


def recut(whole: Cut, inside: Frame) -> tuple[Picture, str]:
    """The part of a whole picture that is kept, and the key under which it is kept."""
    picture = cut(upright(blobs().get(whole.blob)), inside)
    return picture, blobs().put(picture.data)


def replace(old: Cut, new: Picture, blob: str, frame: Frame) -> str:
    """The row of a whole picture now shows its cut; the key of what must be forgotten."""
    Cut.objects.filter(pk=old.pk).update(
        blob=blob,
        width=new.width,
        height=new.height,
        frame=shares(frame),
        state=Cut.State.DUE,
        due_at=timezone.now(),
        tries=0,
    )
    return old.blob
