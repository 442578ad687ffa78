"""One picture is read: the worker's first half, which needs a processor and no other picture."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face, Register
from harimi.service.platform.bell import ring
from harimi.service.platform.blobs import blobs
from harimi.service.platform.leases import MOST, finish, retry_in, work_on
from harimi.service.readings import sight
from harimi.service.readings.kept_faces import kept_face
from harimi.service.readings.models import Attempt, Chain
from harimi.service.readings.standing import newest
from harimi.vision.observation import Observation
from harimi.vision.read import read
from harimi.vision.reasons import because


def read_one() -> bool:
    """Reads the due picture that was taken first, those that nobody has read yet before others; whether there was one."""
    return _read_due(Cut.State.DUE) or _read_due(Cut.State.AGAIN)


def _read_due(state: Cut.State) -> bool:
    due = Cut.objects.filter(state=state)
    return work_on(due, _read, _broken, order="taken_at", joined=("installation",))


def face_at(register: Register, cut: Cut) -> Face | None:
    """The face in force when the picture was taken, drawn for the way its camera stands."""
    faces = register.faces.filter(view=cut.installation_id, valid_from__lte=max(cut.taken_at, cut.installation.since))
    return faces.defer("data").order_by("-version").first()


def _read(cut: Cut) -> None:
    """1. Over and over claimed and never finished: it kills its workers; given up as unreadable.
    2. Each register of the meter is read with its face, outside any transaction.
    3. The attempts, the end of the lease and the call to decide are one transaction.
    """
    if cut.tries > MOST:
        _failed(cut, "the reader never came back from this picture")
        return
    data = blobs().get(cut.blob)
    registers = Register.objects.filter(meter=cut.installation.meter_id)
    faces = [(register, face) for register in registers if (face := face_at(register, cut)) is not None]
    seen = [(register, face, read(data, kept_face(face.pk))) for register, face in faces]
    known = bool(seen) or cut.attempts.filter(face=None, device=None).exists()
    with transaction.atomic():
        finish(cut, state=Cut.State.READ if known else Cut.State.WAITING, fault="")
        for register, face, observation in seen:
            keep(cut, register, face, observation)


def keep(cut: Cut, register: Register, face: Face, observation: Observation) -> None:
    """The attempt, instead of an earlier one at the same picture."""
    found = {"face": face, "taken_at": cut.taken_at, "settled": False, **sight.kept(observation, register.decimals)}
    if Attempt.objects.filter(cut=cut, register=register).exists():
        Attempt.objects.update_or_create(cut=cut, register=register, defaults=found)
    else:  # nobody else may: the picture's lease was ended in this transaction
        Attempt.objects.create(cut=cut, register=register, **found)
    newest(register, cut)
    mark(register, cut.taken_at)


def mark(register: Register, at: datetime) -> None:
    """The register's readings must be decided again from `at` on."""
    earlier = Case(When(Q(dirty_from=None) | Q(dirty_from__gt=at), then=Value(at, DateTimeField())), default=F("dirty_from"))
    marked = {"dirty_from": earlier, "due_at": timezone.now(), "marks": F("marks") + 1}
    if not Chain.objects.filter(register=register).update(**marked):
        first = {"dirty_from": at, "due_at": timezone.now(), "marks": 1}
        Chain.objects.update_or_create(register=register, defaults=marked, create_defaults=first)
    ring("settle")


def _broken(cut: Cut, error: Exception) -> None:
    _failed(cut, f"{type(error).__name__}: {error}")


def _failed(cut: Cut, fault: str) -> None:
    """Later again; after the last try the picture is unreadable, with its reason."""
    with transaction.atomic():
        if cut.tries < MOST:
            finish(cut, again_at=timezone.now() + retry_in(cut.tries), fault=fault[:500])
            return
        finish(cut, state=Cut.State.FAILED, fault=fault[:500])
        for register in Register.objects.filter(meter=cut.installation.meter_id):
            face = face_at(register, cut)
            if face is not None:
                keep(cut, register, face, Observation(None, register.unit, "unreadable", 0.0, (), (because("reader_failed"),)))
