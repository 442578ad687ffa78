"""Notes about a meter: what happened to it at some time, in the words of those who look after it."""

from dataclasses import dataclass
from datetime import datetime

from harimi.service.accounts.models import User
from harimi.service.meters.models import Meter
from harimi.service.privacy.cards import tidy
from harimi.service.readings.models import Annotation

LONGEST = 500


class EmptyError(ValueError):
    """Nothing was written."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be written, and of what moment."""

    at: datetime
    text: str


def annotate(meter: Meter, note: Note, *, actor: User) -> Annotation:
    """Keeps a note. Raises an `EmptyError` where it says nothing."""
    return Annotation.objects.create(meter=meter, at=note.at, text=_clean(note.text), made_by=actor)


def rewrite(annotation: Annotation, note: Note, *, actor: User) -> None:
    """The note says something else, or of another moment; it is now the word of whoever wrote last."""
    annotation.at, annotation.text, annotation.made_by = note.at, _clean(note.text), actor
    annotation.save()


def annotations(meter: Meter, start: datetime, end: datetime) -> list[Annotation]:
    """The notes of a time, in its order."""
    asked = Annotation.objects.filter(meter=meter, at__gte=start, at__lt=end)
    return list(asked.select_related("meter__site__organization", "made_by").order_by("at"))


def _clean(typed: str) -> str:
    text = tidy(typed)[:LONGEST]
    if not text:
        raise EmptyError
    return text
