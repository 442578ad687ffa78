"""A person's photograph is read at once; what it shows is a question to them until they say that it is so."""

from datetime import datetime

from django.db import transaction

from harimi.service.captures.models import Cut
from harimi.service.captures.registration import Shown, kept_by_hand
from harimi.service.meters.models import Register
from harimi.service.meters.values import scaled
from harimi.service.platform.blobs import blobs
from harimi.service.readings import sight
from harimi.service.readings.models import Attempt
from harimi.service.readings.proposing import declared_by
from harimi.service.readings.settled import timely
from harimi.service.readings.standing import refresh
from harimi.vision.face import Face
from harimi.vision.observation import Observation
from harimi.vision.read import NotFoundError, propose_face, read


def suggest(register: Register, at: datetime, photo: Shown) -> Attempt | None:
    """The question that the photograph asks, with what vision makes of it; None where it is kept as a set-up photograph.

    Nothing is a reading yet. Raises a `TooEarlyError`, a `RetiredError`, a `PhotoError` or a `CaptureError`.
    """
    timely(register, at)
    cut = kept_by_hand(register.meter, photo, at)
    if cut.frame is None:
        return None
    return _asked(register, cut, look(register, blobs().get(cut.blob)))


def look(register: Register, data: bytes) -> Observation | None:
    """What vision reads: by the face in use where the picture looks like its own, else by the one that it proposes.

    A finder knows of one display only: where the register has several, what it proposes would be a part of the value.
    """
    row = register.faces.order_by("-version").first()
    face = None if row is None else Face.model_validate(row.data)
    if face is not None and face.reference is not None:
        seen = read(data, face)
        if seen.state == "published" or len(face.displays) > 1:
            return seen if seen.value is not None else None
    try:
        return read(data, propose_face(data, declared_by(register)))
    except NotFoundError:
        return None


def _asked(register: Register, cut: Cut, seen: Observation | None) -> Attempt:
    with transaction.atomic():
        Cut.objects.filter(pk=cut.pk, state=Cut.State.DUE).update(state=Cut.State.READ, due_at=None)
        attempt, _ = Attempt.objects.update_or_create(
            cut=cut,
            register=register,
            defaults={"taken_at": cut.taken_at, "settled": True, "verdict": "uncertain", **_seen(register, seen)},
        )
        refresh(register, attempt)
    return attempt


def _seen(register: Register, seen: Observation | None) -> dict[str, object]:
    if seen is None:
        return {"alternatives": [], "reasons": [], "evidence": []}
    return {
        **sight.kept(seen, register.decimals),
        "guess": None if seen.value is None else scaled(seen.value, register.decimals),
        "confidence": seen.confidence,
    }
