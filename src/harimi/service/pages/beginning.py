"""A new customer's contract on the first page, until the first camera they got reads: what comes, and what is to be done."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Organization, User
from harimi.service.contracts.models import Contract, PlannedPlace
from harimi.service.logistics.models import Parcel, Unit
from harimi.service.logistics.showing import Told, told
from harimi.service.pages.guide import steps
from harimi.service.pages.texts import spoken
from harimi.service.privacy.keys import unlock
from harimi.service.readings.models import Reading


@dataclass(frozen=True, slots=True)
class Beginning:
    """`step` is a text `begin.step.<step>`; `address` is where it is done, empty where there is nothing to do yet."""

    contract: Contract
    places: list[PlannedPlace]
    parcel: Told | None
    step: str
    address: str


def beginnings(user: User) -> list[Beginning]:
    """One for each contract that the person answers for and under which something is still to be set up."""
    mine = Contract.objects.filter(organization__in=allowed_in(user, Action.MANAGE_CONTRACT), organization__ended_at=None)
    read = Reading.objects.filter(register__meter__site__organization=OuterRef("organization"), value__isnull=False)
    rows = list(mine.annotate(reads=Exists(read)).select_related("organization", "plan").order_by("since", "pk"))
    readable = unlock(one.subject_id for one in rows)
    found = (_beginning(one, reads=one.reads) for one in rows if one.subject_id in readable)
    return [one for one in found if one is not None]


def _beginning(contract: Contract, *, reads: bool) -> Beginning | None:
    """None where every camera that was sent is at work, or, without one, a value was read."""
    whose = contract.organization
    parcel = whose.parcels.exclude(state=Parcel.State.CANCELLED).order_by("-made_at").first()
    step, address = _next(whose, parcel)
    if step == "" or (step in ("none", "wait") and reads):
        return None
    coming = told([parcel], spoken())[0] if parcel is not None else None
    return Beginning(contract, list(contract.places.all()), coming, step, address)


def _next(whose: Organization, parcel: Parcel | None) -> tuple[str, str]:
    """The next step and where it is done; none once everything that was sent is at work."""
    units = list(whose.units.filter(wanted_back_at=None, state__in=(Unit.State.SHIPPED, Unit.State.CLAIMED)))
    if any(one.state == Unit.State.SHIPPED for one in units):
        return ("comes" if parcel and parcel.state == Parcel.State.SENT else "claim"), reverse("claim_camera")
    devices = [one.device for one in units if one.device is not None and one.device.stopped_at is None]
    for device in devices:
        if not all(one.done for one in steps(device)):
            return "guide", reverse("camera_guide", args=[device.pk])
    if devices:
        return "", ""
    return ("none" if parcel is None else "wait"), reverse("new_meter") if parcel is None else ""
