"""What was learned of faces, as pictures are read with it: asked of the database once for several of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face
from harimi.service.readings.models import LearnedView
from harimi.vision.observation import Fit, Observation
from harimi.vision.views import View, worn

AGAIN = timedelta(days=1)
"""Least time between two pictures from which one face is renewed."""
_REMEMBERED = 256
"""Views that a worker remembers; one that is in force never changes."""
_ENDS = F("face__register__meter__site__organization__photographs_kept_days")


@dataclass(frozen=True, slots=True)
class Learned:
    """What there is of a face beside its own view: those `in_force` with their `views`, and the picture last `noted`.

    `kept_days` is how long its organization keeps photographs; None as long as it may.
    """

    in_force: tuple[LearnedView, ...] = ()
    views: tuple[View, ...] = ()
    noted: LearnedView | None = None
    kept_days: int | None = None

    def name(self, fit: Fit | None) -> str:
        """The light of the learned view by which a picture was found; empty for the face's own."""
        return self.in_force[fit.view - 1].light if fit is not None and fit.view else ""

    @property
    def waits(self) -> bool:
        """Whether a picture is noted about which others have not been asked yet."""
        return self.noted is not None and self.noted.state == LearnedView.State.NOTED

    def wants(self, cut: Cut, observation: Observation) -> bool:
        """Whether a picture that was read is one to learn from: it fits its view badly, or that one's picture ends soon."""
        fit = observation.evidence.fit
        if fit is None or self.waits or any(cut.taken_at < last + AGAIN for last in self._taken()):
            return False
        return worn(fit) or (fit.view > 0 and self._ends(self.in_force[fit.view - 1]))

    def _taken(self) -> list[datetime]:
        return [row.taken_at for row in (*self.in_force, self.noted) if row is not None]

    def _ends(self, row: LearnedView) -> bool:
        """Half of the time for which its picture is kept is over."""
        return self.kept_days is not None and timezone.now() - row.taken_at > timedelta(days=self.kept_days) / 2


NOTHING = Learned()


def learned_of(faces: Iterable[Face]) -> Mapping[UUID, Learned]:
    """What was learned of each of the faces."""
    pks = {face.pk for face in faces}
    rows: dict[UUID, list[LearnedView]] = {pk: [] for pk in pks}
    asked = LearnedView.objects.filter(face__in=pks).defer("data").annotate(kept_days=_ENDS).order_by("light")
    for row in asked if pks else ():
        rows[row.face_id].append(row)
    return {pk: _learned(theirs) for pk, theirs in rows.items()}


def _learned(rows: list[LearnedView]) -> Learned:
    if not rows:
        return NOTHING
    in_force = tuple(row for row in rows if row.state == LearnedView.State.IN_FORCE)
    there = [(row, view) for row in in_force if (view := _kept(row.pk, row.learned_at)) is not None]
    noted = next((row for row in rows if row.state != LearnedView.State.IN_FORCE), None)
    return Learned(tuple(row for row, _ in there), tuple(view for _, view in there), noted, vars(rows[0])["kept_days"])


@lru_cache(maxsize=_REMEMBERED)
def _kept(pk: int, learned_at: datetime) -> View | None:
    """A view; None where it went at this moment."""
    data = LearnedView.objects.filter(pk=pk, learned_at=learned_at).values_list("data", flat=True).first()
    return None if data is None else View.model_validate(data)
