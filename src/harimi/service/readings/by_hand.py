"""A person reads a meter themselves: a value, and mostly the photograph that proves it."""

from datetime import datetime

from django.db import transaction

from harimi.service.captures.models import Cut
from harimi.service.captures.registration import Shown, kept_by_hand
from harimi.service.meters.models import Register
from harimi.service.readings.models import Attempt, Reading
from harimi.service.readings.settled import Word, possible, settle_by_person, tell, timely


def read_by_hand(register: Register, at: datetime, word: Word, photo: Shown | None = None) -> Cut | None:
    """A reading like any other, with its picture where there is one. The same value for the same moment changes nothing.

    Raises an `ImpossibleError`, a `TooEarlyError`, a `RetiredError`, a `PhotoError` or a `CaptureError`; nothing is kept then.
    """
    exact = possible(register, word.value)
    timely(register, at)
    if photo is not None and (known := _known(register, at, exact)) is not None:
        return known
    cut = None if photo is None else kept_by_hand(register.meter, photo, at)
    with transaction.atomic():
        say(register, at, word, cut)
    return cut


def say(register: Register, at: datetime, word: Word, cut: Cut | None) -> None:
    """Writes the reading of a picture that is kept already, or of none. Call it inside a transaction."""
    if cut is None:
        tell(register, at, word)
    else:
        settle_by_person(_attempt(register, cut, possible(register, word.value)), word)


def _known(register: Register, at: datetime, exact: int | None) -> Cut | None:
    """The picture of the same word, said before."""
    same = Reading.objects.filter(register=register, at=at, value=exact, by_person=True).exclude(attempt=None)
    found = same.select_related("attempt__cut").first()
    return None if found is None or found.attempt is None else found.attempt.cut


def _attempt(register: Register, cut: Cut, exact: int | None) -> Attempt:
    """What the person saw, as if a reader had: without face and models."""
    Cut.objects.filter(pk=cut.pk, state=Cut.State.DUE).update(state=Cut.State.READ, due_at=None)
    said = {"alternatives": [] if exact is None else [[exact, 1.0]], "guess": exact, "confidence": 1.0}
    return Attempt.objects.update_or_create(
        cut=cut, register=register, defaults={"taken_at": cut.taken_at, "reasons": [], "evidence": [], **said}
    )[0]
