"""A view is learned from a noted picture, where its reading stands and other pictures show that it lies where they say."""

from django.db import transaction
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import upright
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.platform.leases import finish
from harimi.service.platform.working import MOST, put_off, retry_in, work_on
from harimi.service.readings.kept_faces import kept_face
from harimi.service.readings.models import Attempt, LearnedView, Reading, State
from harimi.service.readings.renewal.in_force import learned_of
from harimi.vision.geometry import Image
from harimi.vision.views import View, learn, upheld

_STANDS = (State.ESTIMATED, State.CONFIRMED)
_BESIDE = 2
"""Pictures before the noted one, and after it, that are asked."""


def learn_one() -> bool:
    """Learns from one picture that is due; whether there was one."""
    due = LearnedView.objects.filter(state=LearnedView.State.NOTED)
    return work_on(due, _learn, _broken, joined=("face__register", "picture"))


def _learn(row: LearnedView) -> None:
    """1. Its own reading, and one after it, are decided: else it is tried again in a moment, and at last when another comes.
    2. Outside any transaction the view is made, and the pictures beside it are asked.
    3. It takes the place of the earlier one of its light.
    """
    theirs = Attempt.objects.filter(register=row.face.register_id, face=row.face_id).exclude(cut=None)
    own, later = theirs.filter(cut=row.picture_id).first(), theirs.filter(taken_at__gt=row.taken_at)
    if own is None or not (own.settled and later.filter(settled=True).exists()):
        finish(row, again_at=None if row.tries >= MOST else timezone.now() + retry_in(row.tries))
        return
    view = _made(row, _beside(row)) if Reading.objects.filter(attempt=own, state__in=_STANDS).exists() else None
    if view is None:
        finish(row, state=LearnedView.State.REFUSED)
        return
    with transaction.atomic():
        LearnedView.objects.filter(face=row.face_id, light=row.light, state=LearnedView.State.IN_FORCE).delete()
        changes = {"data": view.model_dump(mode="json"), "learned_at": timezone.now()}
        finish(row, state=LearnedView.State.IN_FORCE, **changes)


def _beside(row: LearnedView) -> list[Cut]:
    """The pictures before and after the noted one that were read with the same face and are believed, the nearest first."""
    believed = Attempt.objects.filter(register=row.face.register_id, face=row.face_id, settled=True, verdict="published")
    shown = believed.exclude(cut=None).select_related("cut")
    after = shown.filter(taken_at__gt=row.taken_at).order_by("taken_at")[:_BESIDE]
    before = shown.filter(taken_at__lt=row.taken_at).order_by("-taken_at")[:_BESIDE]
    return [one.cut for one in (*after, *before) if one.cut is not None]


def _made(row: LearnedView, beside: list[Cut]) -> View | None:
    """The view, where one of the pictures beside it upholds it."""
    face, views = kept_face(row.face_id), learned_of([row.face])[row.face_id].views
    image = _image(row.picture)
    view = None if image is None else learn(image, face, views)
    if view is None:
        return None
    shown = (other for one in beside if (other := _image(one)) is not None)
    return view if any(upheld(view, other, face, views) for other in shown) else None


def _image(cut: Cut) -> Image | None:
    try:
        return upright(blobs().get(cut.blob))
    except BlobMissingError:
        return None


def _broken(row: LearnedView, _: Exception) -> None:
    put_off(row, state=LearnedView.State.REFUSED)
