"""The faces that a register has had, and the way back to an earlier one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery

from harimi.service.accounts.models import User
from harimi.service.captures.models import Cut
from harimi.service.devices.models import Installation
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Register
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.models import LearnedView
from harimi.service.readings.set_up import put_in_force

MOST = 60


@dataclass(frozen=True, slots=True)
class Version:
    """A face as it was kept, how many photographs are read with it now, and one that shows where it lies.

    Its reference view was `renewed` by itself at some time, from a photograph in some `light`, or never. `watching` while its
    camera still stands as it stood; `newest` of those of the same view.
    """

    row: FaceRow
    read: int
    picture: Cut | None
    watching: bool
    newest: bool
    renewed: datetime | None
    light: str


def versions(register: Register) -> list[Version]:
    """The newest first."""
    told = {"read": Count("attempt"), "renewed": _learned("learned_at"), "light": _learned("light")}
    rows = list(register.faces.select_related("created_by").annotate(**told).order_by("-version")[:MOST])
    watching = set(Installation.objects.filter(meter=register.meter_id, until=None).values_list("pk", flat=True))
    first_of = {row.view: row.pk for row in reversed(rows)}
    return [_version(row, row.view in watching, first_of[row.view] == row.pk) for row in rows]


def _learned(field: str) -> Subquery:
    """Of the view that was learned last of each face."""
    theirs = LearnedView.objects.filter(face=OuterRef("pk"), state=LearnedView.State.IN_FORCE)
    return Subquery(theirs.order_by("-learned_at").values(field)[:1])


def _version(row: FaceRow, watching: bool, newest: bool) -> Version:
    width, height = row.data["size"]
    kept = Cut.objects.filter(installation=row.view, width=width, height=height)
    picture = kept.filter(taken_at__gte=row.valid_from).order_by("taken_at").first() or kept.order_by("-taken_at").first()
    told = vars(row)
    return Version(row, told["read"], picture, watching, newest, told["renewed"], told["light"] or "")


def bring_back(register: Register, version: int, since: datetime | None, *, actor: User) -> FaceRow:
    """An earlier face as the next version, from `since` on, or for all that its camera took since it stands so.

    Asked for twice, it is there once. Raises `FaceFaultError`.
    """
    old = register.faces.filter(version=version).first()
    standing = None if old is None else Installation.objects.filter(pk=old.view, meter=register.meter_id, until=None).first()
    if old is None or standing is None:
        raise FaceFaultError("other_view")
    begin = max(since or standing.since, standing.since)
    newest = register.faces.filter(view=old.view).order_by("-version").first()
    if newest is not None and newest.data == old.data and newest.valid_from <= begin:
        return newest
    return put_in_force(register, standing, old.data, begin, actor=actor)


def forget_learned(register: Register, version: int, *, actor: User) -> bool:
    """A face is found by its own view alone again, until something is learned anew; whether anything was forgotten."""
    with transaction.atomic():
        gone, _ = LearnedView.objects.filter(face__register=register, face__version=version).delete()
        if gone:
            note_meter(register.meter, "view_forgotten", actor)
    return bool(gone)
