"""A face is kept: from then on photographs are read with it, and only its part of each is kept."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.models import Cut
from harimi.service.captures.parts import of_view, shares, within
from harimi.service.captures.pictures import upright
from harimi.service.devices.models import Frame, Installation
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Register
from harimi.service.meters.states import count
from harimi.service.platform.blobs import blobs
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.framing import forget, frame_of, recut, replace, shifted
from harimi.vision.align import with_reference
from harimi.vision.face import Face, in_view
from harimi.vision.indicators import Indicator

Since = Callable[[Cut], datetime]
"""From when on a face holds, by the photograph on which it was drawn."""
SINCE: dict[str, Since] = {
    "picture": lambda picture: picture.taken_at,
    "now": lambda _: timezone.now(),
    "all": lambda picture: picture.installation.since,
}


def set_up_picture(installation: Installation) -> Cut | None:
    """The photograph to draw the face on: the newest whole one, else the newest."""
    kept = installation.cuts.order_by("-taken_at")
    return kept.filter(frame__isnull=True).first() or kept.first()


def keep_face(register: Register, picture: Cut, face: Face, *, actor: User | None, since: str = "picture") -> FaceRow:
    """Keeps a face that was drawn on `picture`; everything that waited for it, or was taken `since`, is read with it.

    1. On a whole photograph the face decides what is kept from now on, and holds for all that its camera took; the other
       whole ones are cut by the next worker. One that came in before the last face was kept is cut as that one said.
    2. On a cut one the frame stays, and the new face holds from that picture on, from now on, or for all that are kept.
    """
    check_states(register, face)
    image = upright(blobs().get(picture.blob))
    if picture.frame is not None:
        return put_in_force(register, picture.installation, with_reference(face, image), SINCE[since](picture), actor=actor)
    kept = _kept_of(picture, face)
    made, blob = recut(picture, kept)
    inside = upright(made.data)
    laid = _inside(shifted(face, kept, inside))
    frame = picture.installation.cut or of_view(picture.sent, kept)
    with transaction.atomic():
        row = put_in_force(
            register, picture.installation, with_reference(laid, inside), picture.installation.since, actor=actor
        )
        Installation.objects.filter(pk=picture.installation_id).update(frame=shares(frame))
        gone = replace(picture, made, blob, of_view(picture.sent, kept))
        transaction.on_commit(partial(forget, [gone]))
    return row


def _kept_of(picture: Cut, face: Face) -> Frame:
    """What of the picture is kept: what its camera's other faces said, as far as it was sent, else what this one says."""
    said = picture.installation.cut
    return frame_of(face) if said is None else within(picture.sent, said) or frame_of(face)


def _inside(face: Face) -> Face:
    for display in face.displays:
        if not in_view(display, face.size):
            raise FaceFaultError("display_outside", display=display.id, size=f"{face.size[0]}×{face.size[1]}")
    return face


def check_states(register: Register, face: Face) -> None:
    """A panel's face has each of its lamps once, in order, with their states. Raises a `FaceFaultError` for any other."""
    lamps = [one for one in face.displays if isinstance(one, Indicator)]
    wanted = [(count(lamp), 10 ** (len(register.states) - 1 - n)) for n, lamp in enumerate(register.states)]
    if [(one.states, int(one.weight)) for one in lamps] != wanted or (lamps and len(lamps) != len(face.displays)):
        raise FaceFaultError("other_states")


def put_in_force(
    register: Register, installation: Installation, face: Face | dict[str, Any], since: datetime, *, actor: User | None
) -> FaceRow:
    """The register's next version, for what the installation took from `since` on; all of that is read again."""
    data = face.model_dump(mode="json") if isinstance(face, Face) else face
    with transaction.atomic():
        Register.objects.select_for_update().get(pk=register.pk)
        newest = register.faces.order_by("-version").first()
        row = FaceRow.objects.create(
            register=register,
            version=newest.version + 1 if newest else 1,
            view=installation.pk,
            data=data,
            valid_from=since,
            created_by=actor,
        )
        taken = Cut.objects.filter(installation=installation, taken_at__gte=since)
        read_anew(taken.exclude(frame__isnull=True))
        note_meter(register.meter, "face", actor)
    return row


def read_anew(cuts: Any) -> int:
    """The pictures are due again, whatever anybody is making of them right now; how many. New ones are read before them."""
    state = Case(When(state__in=(Cut.State.WAITING, Cut.State.DUE), then=Value(Cut.State.DUE)), default=Value(Cut.State.AGAIN))
    with transaction.atomic():
        list(cuts.select_for_update().order_by("pk").values_list("pk"))  # as readers lock theirs
        return int(cuts.update(state=state, due_at=timezone.now(), tries=0, lease=None, lease_until=None))
