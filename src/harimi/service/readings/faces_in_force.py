"""The face with which a picture is read: the newest in force when it was taken, drawn for the way its camera stands."""

from collections.abc import Iterable, Iterator, Sequence

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face, Register


def face_at(register: Register, cut: Cut) -> Face | None:
    """That of one register; its `data` is not loaded."""
    return _newest(_versions([register], [cut]), register, cut)


def faces_at(cuts: Sequence[Cut]) -> Iterator[tuple[Cut, Register, Face]]:
    """Those of all registers of the pictures' meters; their `data` is not loaded."""
    registers = list(Register.objects.filter(meter__in={cut.installation.meter_id for cut in cuts}))
    versions = _versions(registers, cuts)
    for cut in cuts:
        for register in registers:
            face = _newest(versions, register, cut) if register.meter_id == cut.installation.meter_id else None
            if face is not None:
                yield cut, register, face


def _versions(registers: Iterable[Register], cuts: Iterable[Cut]) -> list[Face]:
    """The newest first."""
    found = Face.objects.filter(register__in=list(registers), view__in={cut.installation_id for cut in cuts})
    return list(found.defer("data").order_by("-version"))


def _newest(versions: Iterable[Face], register: Register, cut: Cut) -> Face | None:
    at = max(cut.taken_at, cut.installation.since)
    theirs = (one for one in versions if (one.register_id, one.view) == (register.pk, cut.installation_id))
    return next((one for one in theirs if one.valid_from <= at), None)
