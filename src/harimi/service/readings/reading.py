"""Pictures are read: the worker's first half, which needs a processor and no other picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face, Register
from harimi.service.platform.blobs import blobs
from harimi.service.platform.leases import Holding, finish, finish_all, hold_all
from harimi.service.platform.working import MOST, retry_in, work_together
from harimi.service.readings import sight
from harimi.service.readings.faces_in_force import faces_at
from harimi.service.readings.kept_faces import kept_face
from harimi.service.readings.marking import mark_all
from harimi.service.readings.models import Attempt, LearnedView
from harimi.service.readings.renewal.asking import ask, asked, uphold, waiting
from harimi.service.readings.renewal.in_force import NOTHING, Learned, learned_of
from harimi.vision.observation import Observation
from harimi.vision.read import read
from harimi.vision.reasons import because

TOGETHER = 8
"""Pictures whose rows are asked for and written together; more would have the first wait longer, and gain little."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture shows of a register."""

    cut: Cut
    register: Register
    face: Face
    observation: Observation
    learned: Learned = NOTHING

    def fields(self) -> dict[str, Any]:
        """What is kept of it, by the names of an attempt's fields."""
        view = self.learned.name(self.observation.evidence.fit)
        found = sight.kept(self.observation, self.register.decimals, view)
        return {"face": self.face, "taken_at": self.cut.taken_at, "settled": False, **found}


def read_some() -> bool:
    """Reads the due pictures that were taken first, those that nobody has read yet before others; whether there were any."""
    return _read_due(Cut.State.DUE) or _read_due(Cut.State.AGAIN)


def _read_due(state: Cut.State) -> bool:
    due = Cut.objects.filter(state=state)
    return work_together(due, _read, _broken, most=TOGETHER, order="taken_at", joined=("installation",))


def _read(cuts: Sequence[Cut]) -> None:
    """1. Over and over claimed and never finished: it kills its workers; given up as unreadable.
    2. Each register of the meters is read with its face, outside any transaction.
    3. The attempts, the end of the leases, the call to decide and what views are to be renewed from are one transaction.
    """
    if cuts[0].tries > MOST:
        _failed(cuts[0], "the reader never came back from this picture")
        return
    pictures = {cut.pk: blobs().get(cut.blob) for cut in cuts}
    seen, holding = list[Seen](), Holding(cuts)
    found = list(faces_at(cuts))
    views = learned_of(face for _, _, face in found)
    for cut, register, face in found:
        holding.go_on()
        learned = views[face.pk]
        observation = read(pictures[cut.pk], kept_face(face.pk), views=learned.views)
        seen.append(Seen(cut, register, face, observation, learned))
    noted, upheld = _renewing(seen, pictures)
    known = _known(cuts, seen)
    with transaction.atomic():
        hold_all(cuts)  # all of them first, in the order in which others lock theirs
        finish_all([cut for cut in cuts if cut.pk in known], state=Cut.State.READ, fault="")
        finish_all([cut for cut in cuts if cut.pk not in known], state=Cut.State.WAITING, fault="")
        keep(seen)
        ask(noted)
        uphold(upheld)


def _renewing(seen: Sequence[Seen], pictures: Mapping[int, bytes]) -> tuple[list[LearnedView], list[int]]:
    """The pictures from which views are to be renewed, and the earlier ones about which the others have a say now."""
    read_well = [one for one in seen if one.observation.state == "published"]
    noted = [asked(one.face, one.cut, pictures[one.cut.pk]) for one in read_well if one.learned.wants(one.cut, one.observation)]
    return noted, [pk for one in read_well for pk in waiting(one.learned, one.cut)]


def _known(cuts: Sequence[Cut], seen: Sequence[Seen]) -> set[int]:
    """The pictures of which there is something: the others wait for a face."""
    found = {one.cut.pk for one in seen}
    others = [cut.pk for cut in cuts if cut.pk not in found]
    told = Attempt.objects.filter(cut__in=others, face=None, device=None).values_list("cut_id", flat=True)
    return found | {pk for pk in told if pk is not None} if others else found


def keep(seen: Sequence[Seen]) -> None:
    """The attempts, each instead of an earlier one at the same picture. Call it in a transaction that holds the pictures."""
    there = set(Attempt.objects.filter(cut__in={one.cut.pk for one in seen}).values_list("cut_id", "register_id"))
    again = [one for one in seen if (one.cut.pk, one.register.pk) in there]
    new = [one for one in seen if (one.cut.pk, one.register.pk) not in there]
    for one in again:
        Attempt.objects.update_or_create(cut=one.cut, register=one.register, defaults=one.fields())
    Attempt.objects.bulk_create([Attempt(cut=one.cut, register=one.register, **one.fields()) for one in new])
    mark_all((one.register, one.cut.taken_at) for one in seen)


def _broken(cut: Cut, error: Exception) -> None:
    _failed(cut, f"{type(error).__name__}: {error}")


def _failed(cut: Cut, fault: str) -> None:
    """Later again; after the last try the picture is unreadable, with its reason."""
    with transaction.atomic():
        if cut.tries < MOST:
            finish(cut, again_at=timezone.now() + retry_in(cut.tries), fault=fault[:500])
            return
        finish(cut, state=Cut.State.FAILED, fault=fault[:500])
        keep([Seen(*one, _nothing(one[1])) for one in faces_at([cut])])


def _nothing(register: Register) -> Observation:
    return Observation(None, register.unit, "unreadable", 0.0, (), (because("reader_failed"),))
