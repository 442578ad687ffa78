"""One picture is read on trial."""

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.platform.leases import finish
from harimi.service.platform.working import put_off, work_on
from harimi.service.readings import sight
from harimi.service.readings.faces_in_force import face_at
from harimi.service.readings.kept_faces import kept_face
from harimi.service.readings.models import Reread, Trial
from harimi.service.readings.renewal.in_force import learned_of
from harimi.vision.read import read


def due() -> QuerySet[Trial]:
    """Trials of rereads that nobody dropped."""
    return Trial.objects.filter(reread__state__in=(Reread.State.LISTING, Reread.State.READING))


def try_one() -> bool:
    """Reads one due picture on trial, once nobody's new one waits; whether there was one. What always fails has no value."""
    if Cut.objects.filter(state=Cut.State.DUE, due_at__lte=timezone.now()).exists():
        return False
    return work_on(due(), _try, lambda trial, _: put_off(trial), order="pk")


def _try(trial: Trial) -> None:
    face = face_at(trial.register, trial.cut)
    if face is None:
        finish(trial)
        return
    learned = learned_of([face])[face.pk]
    try:
        seen = read(blobs().get(trial.cut.blob), kept_face(face.pk), views=learned.views)
    except BlobMissingError:
        finish(trial)
        return
    told = sight.kept(seen, trial.register.decimals, learned.name(seen.evidence.fit))
    finish(trial, face=face, read_at=timezone.now(), **told)
