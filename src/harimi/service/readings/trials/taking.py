"""What an accepted reread found is taken over."""

from django.db import transaction

from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.readings.faces_in_force import face_at
from harimi.service.readings.marking import mark_all
from harimi.service.readings.models import Attempt, Reread, Trial
from harimi.service.readings.trials.asking import State

AT_A_TIME = 500


def accept_one() -> bool:
    """Takes over what one accepted reread found; whether there was one."""
    return work_on(Reread.objects.filter(state=State.ACCEPTING), _accept, lambda row, _: put_off(row))


def _accept(row: Reread) -> None:
    """In parts: each trial becomes the attempt at its picture and is gone, and its register is decided again from there on."""
    while True:
        part = list(row.trials.select_related("register", "cut__installation").order_by("taken_at", "pk")[:AT_A_TIME])
        with transaction.atomic():
            taken = [trial for trial in part if _fits(trial)]
            mark_all((trial.register, trial.taken_at) for trial in taken)
            for trial in taken:
                _take_over(trial)
            row.trials.filter(pk__in=[one.pk for one in part]).delete()
            if not part:
                finish(row, state=State.ACCEPTED)
                return
            hold(row, taken=row.taken + len(part))


def _fits(trial: Trial) -> bool:
    """Unless its face was drawn anew since: then the picture is read with that one."""
    face = face_at(trial.register, trial.cut)
    return trial.read_at is not None and face is not None and face.pk == trial.face_id


def _take_over(trial: Trial) -> None:
    found = {name: getattr(trial, name) for name in ("face_id", "models_used", "alternatives", "reasons", "evidence")}
    known = {"taken_at": trial.taken_at, "settled": False}
    Attempt.objects.update_or_create(cut=trial.cut, register=trial.register, defaults=found | known)
