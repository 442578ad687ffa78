"""The pictures of a reread are listed: a trial for each, and for each register that it shows."""

from django.db import transaction
from django.utils import timezone

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.platform.bell import ring
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.readings.models import Reread, Trial
from harimi.service.readings.trials.asking import State, pictures

AT_A_TIME = 500


def list_one() -> bool:
    """Lists the pictures of one reread as trials; whether there was one."""
    return work_on(Reread.objects.filter(state=State.LISTING), _list, lambda row, _: put_off(row))


def _list(row: Reread) -> None:
    """In parts, each with how far it came: whoever is killed goes on from there, and lists each picture once."""
    while True:
        part = list(pictures(row).filter(pk__gt=row.reached).order_by("pk")[:AT_A_TIME])
        with transaction.atomic():
            Trial.objects.bulk_create(_trials(row, part), ignore_conflicts=True)
            if len(part) < AT_A_TIME:
                finish(row, state=State.READING)
                ring("read a trial", min(AT_A_TIME, row.total))
                return
            hold(row, reached=part[-1].pk)


def _trials(row: Reread, cuts: list[Cut]) -> list[Trial]:
    meters = dict(Cut.objects.filter(pk__in=[one.pk for one in cuts]).values_list("pk", "installation__meter_id"))
    registers: dict[object, list[Register]] = {}
    for register in Register.objects.filter(meter__in=set(meters.values())):
        registers.setdefault(register.meter_id, []).append(register)
    now = timezone.now()
    return [
        Trial(reread=row, cut=cut, register=register, taken_at=cut.taken_at, due_at=now)
        for cut in cuts
        for register in registers.get(meters.get(cut.pk), ())
    ]
