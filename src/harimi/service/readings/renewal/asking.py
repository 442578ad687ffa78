"""Pictures from which a face's views are to be renewed: noted when they are read, due when a later one was read too."""

from collections.abc import Sequence

from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import upright
from harimi.service.meters.models import Face
from harimi.service.readings.models import LearnedView
from harimi.service.readings.renewal.in_force import Learned
from harimi.vision.views import light_of


def asked(face: Face, cut: Cut, picture: bytes) -> LearnedView:
    """The row that notes a picture; not written yet."""
    return LearnedView(face=face, light=light_of(upright(picture)), picture=cut, taken_at=cut.taken_at)


def ask(noted: Sequence[LearnedView]) -> None:
    """Each instead of the picture that was refused before for its face; the first, where there are several of one face.

    Call it in the transaction that keeps what was read.
    """
    first = {row.face_id: row for row in reversed(noted)}
    if first:
        LearnedView.objects.filter(face__in=first, state=LearnedView.State.REFUSED).delete()
        LearnedView.objects.bulk_create(first.values(), ignore_conflicts=True)


def waiting(learned: Learned, cut: Cut) -> list[int]:
    """The noted picture of a face, by number, that waits for a later one such as this."""
    row = learned.noted
    return [row.pk] if row is not None and learned.waits and row.due_at is None and row.taken_at < cut.taken_at else []


def uphold(rows: Sequence[int]) -> None:
    """They are due: by the time a worker has them, the later picture is decided."""
    if rows:
        LearnedView.objects.filter(pk__in=rows, lease=None).update(due_at=timezone.now())
