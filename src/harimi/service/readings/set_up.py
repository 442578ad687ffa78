"""A face is drawn on a set-up photograph: tried at once, kept, and from then on only its part of each photograph is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import Picture, cut, upright
from harimi.service.devices.models import Frame, Installation
from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.platform.blobs import blobs
from harimi.service.readings.middle import in_the_middle
from harimi.service.readings.sight import evidence
from harimi.vision.align import with_reference
from harimi.vision.displays.pages import with_pages
from harimi.vision.face import Dial, Display, Face, FaceError, changing, placed
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image
from harimi.vision.read import NotFoundError, propose_face, read

MOST_POINTS = 9
MARGIN, LEAST = 0.4, 48
"""What is kept around the displays: a share of their longer side, and pixels at least; alignment needs something that rests."""


class FaceFaultError(ValueError):
    """A face that cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a face reads on its own photograph."""

    value: str
    state: str
    confidence: float
    evidence: list[dict[str, Any]]
    reasons: list[str]


def set_up_picture(installation: Installation) -> Cut | None:
    """The photograph to draw the face on: the newest whole one, else the newest."""
    kept = installation.cuts.order_by("-taken_at")
    return kept.filter(frame__isnull=True).first() or kept.first()


def beginning(register: Register, picture: Cut) -> Face:
    """The face to show first: the one in use if it fits the picture, else what vision finds, else something in the middle."""
    newest = register.faces.filter(view=picture.installation_id).order_by("-version").first()
    if newest is not None and tuple(newest.data["size"]) == (picture.width, picture.height):
        return Face.model_validate(newest.data).model_copy(update={"reference": None})
    return _several(register, picture) or proposed(picture, declared_by(register))


def _several(register: Register, picture: Cut) -> Face | None:
    """Where the register has several displays, all of them as another view had them: a finder knows of one only."""
    before = register.faces.order_by("-version").first()
    if before is None or len(before.data["displays"]) < 2:
        return None
    face = Face.model_validate(before.data)
    fit = np.diag([picture.width / face.size[0], picture.height / face.size[1], 1.0])
    displays = tuple(placed(display, fit) for display in face.displays)
    return face.model_copy(update={"displays": displays, "size": (picture.width, picture.height), "reference": None})


def declared_by(register: Register) -> Declared:
    """What the register's owner said of it."""
    if register.display == Register.Display.DIAL and register.low is not None and register.high is not None:
        ends = (plain(register.low, register.decimals), plain(register.high, register.decimals))
        return Declared(kind="dial", range=ends, unit=register.unit)
    return Declared(kind=register.display, digits=register.digits or None, decimals=register.decimals, unit=register.unit)


def proposed(picture: Cut, declared: Declared) -> Face:
    """A face to begin with: what vision finds, else a row or a circle in the middle."""
    try:
        found = propose_face(blobs().get(picture.blob), declared)
    except NotFoundError:
        return in_the_middle(picture.width, picture.height, declared)
    displays = tuple(_with_fewer_points(display) for display in found.displays)
    return found.model_copy(update={"reference": None, "displays": displays})


def _with_fewer_points(display: Display) -> Display:
    """Every second point of a dial's scale, and again, until few are left: a person has to check each."""
    if not isinstance(display, Dial) or display.wraps is not None or len(display.points) <= MOST_POINTS:
        return display
    if len(display.points) % 2 == 0:
        return display
    return _with_fewer_points(display.model_copy(update={"points": display.points[::2]}))


def parsed(data: object, picture: Cut) -> Face:
    """The face that a page sent, for a picture of its size. Raises `FaceFaultError`."""
    try:
        face = Face.parse(json.dumps(data))
    except FaceError as error:
        raise FaceFaultError(str(error)) from error
    if face.size != (picture.width, picture.height):
        raise FaceFaultError(f"the face is for a picture of {face.size}, this one has {(picture.width, picture.height)}")
    return face.model_copy(update={"reference": None})


def tried(picture: Cut, face: Face, language: str) -> Tried:
    """Reads the picture with the face; a page that keeps no look yet is the one that the picture shows."""
    data = blobs().get(picture.blob)
    observation = read(data, with_pages(face, upright(data)))
    value = "–" if observation.value is None else f"{observation.value:f}"
    words = [reason.text("ja" if language == "ja" else "en") for reason in observation.reasons]
    return Tried(value, observation.state, observation.confidence, evidence(observation.evidence.sights), words)


def keep_face(register: Register, picture: Cut, face: Face, *, actor: User | None) -> FaceRow:
    """Keeps a face that was drawn on `picture`; everything that waited for it, or comes after the picture, is read with it.

    1. On a whole photograph the face decides what is kept from now on; the other whole ones are cut by the next worker.
    2. On a cut one the frame stays, and the new face holds from that picture on.
    """
    image = upright(blobs().get(picture.blob))
    if picture.frame is not None:
        return _kept(register, picture, with_reference(face, image), actor, first=False)
    frame = frame_of(face)
    inside = upright(cut(image, frame).data)
    shifted = _shifted(face, frame, inside)
    cuts = _recut([picture], frame)
    with transaction.atomic():
        row = _kept(register, picture, with_reference(shifted, inside), actor, first=True)
        Installation.objects.filter(pk=picture.installation_id).update(frame=_plain(frame))
        gone = [_replace(old, new, blob, frame) for old, new, blob in cuts]
    _forget(gone)
    return row


def cut_stragglers(most: int = 20) -> int:
    """Cuts up to `most` whole photographs whose face has been kept by now; how many."""
    late = Cut.objects.filter(frame__isnull=True, installation__frame__isnull=False).select_related("installation")[:most]
    for old in late:
        frame = old.installation.cut
        if frame is not None:
            (made,) = _recut([old], frame)
            _forget([_replace(*made, frame)])
    return len(late)


def _forget(gone: list[str]) -> None:
    """Deletes bytes that no cut shows any more."""
    for blob in gone:
        if not Cut.objects.filter(blob=blob).exists():
            blobs().delete(blob)


def frame_of(face: Face) -> Frame:
    """The displays with their margin, on whole pixels."""
    width, height = face.size
    places = np.concatenate([np.asarray(outline) for display in face.displays for outline in changing(display)])
    low, high = places.min(0), places.max(0)
    room = max(LEAST, MARGIN * float((high - low).max()))
    x0, y0 = (max(0, int(v)) for v in np.floor(low - room))
    x1, y1 = min(width, int(np.ceil(high[0] + room))), min(height, int(np.ceil(high[1] + room)))
    return Frame(x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)


def _shifted(face: Face, frame: Frame, inside: Image) -> Face:
    """The face in pixels of the cut."""
    x, y = round(frame.x * face.size[0]), round(frame.y * face.size[1])
    back = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]])
    displays = tuple(placed(display, back) for display in face.displays)
    return face.model_copy(update={"displays": displays, "size": (inside.shape[1], inside.shape[0])})


def _kept(register: Register, picture: Cut, face: Face, actor: User | None, *, first: bool) -> FaceRow:
    newest = register.faces.order_by("-version").first()
    row = FaceRow.objects.create(
        register=register,
        version=newest.version + 1 if newest else 1,
        view=picture.installation_id,
        data=face.model_dump(mode="json"),
        valid_from=picture.installation.since if first else picture.taken_at,
        created_by=actor,
    )
    due = Cut.objects.filter(installation=picture.installation, taken_at__gte=row.valid_from).exclude(frame__isnull=True)
    due.update(state=Cut.State.DUE, due_at=timezone.now(), tries=0, lease=None, lease_until=None)
    return row


def _recut(whole: Iterable[Cut], frame: Frame) -> list[tuple[Cut, Picture, str]]:
    made = []
    for old in whole:
        picture = cut(upright(blobs().get(old.blob)), frame)
        made.append((old, picture, blobs().put(picture.data)))
    return made


def _replace(old: Cut, new: Picture, blob: str, frame: Frame) -> str:
    """The row of a whole picture now shows its cut; the key of what must be forgotten."""
    Cut.objects.filter(pk=old.pk).update(
        blob=blob,
        width=new.width,
        height=new.height,
        frame=_plain(frame),
        state=Cut.State.DUE,
        due_at=timezone.now(),
        tries=0,
    )
    return old.blob


def _plain(frame: Frame) -> list[float]:
    return [frame.x, frame.y, frame.width, frame.height]
