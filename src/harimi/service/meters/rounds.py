"""What is done to rounds: made, named, put in order."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max, QuerySet

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Organization, User
from harimi.service.meters.models import Register, Round, RoundStop, Site
from harimi.service.meters.queries import natural
from harimi.service.privacy.keys import unlock


def walkable_rounds(user: User) -> QuerySet[Round]:
    """The rounds that the person may walk."""
    mine = Round.objects.filter(organization__in=allowed_in(user, Action.CHANGE_VALUES))
    return mine.select_related("organization")


def by_round_name(rounds: Iterable[Round]) -> list[Round]:
    """Sorted by name, which the database cannot read; those of whoever was erased are left out."""
    listed = list(rounds)
    readable = unlock(one.organization.subject_id for one in listed)
    known = (one for one in listed if one.organization.subject_id in readable)
    return sorted(known, key=lambda one: (natural(one.name), one.id.int))


def stops_of(found: Round) -> list[RoundStop]:
    """The stops in order, without meters that are retired."""
    stops = found.stops.filter(register__meter__retired_at=None)
    return list(stops.select_related("round__organization", "register__meter__site__organization", "register__standing"))


def new_round(organization: Organization, name: str, period: str = "") -> Round:
    """A round without stops."""
    return Round.objects.create(organization=organization, name=name, period=period)


def round_of_site(site: Site, name: str) -> Round:
    """A round past everything at a site that no camera watches."""
    watched = {"installations__until": None, "installations__device__kind": "camera", "installations__device__stopped_at": None}
    meters = site.meters.filter(retired_at=None)
    seen = set(meters.filter(**watched).values_list("pk", flat=True))
    registers = [one for meter in meters if meter.pk not in seen for one in meter.registers.select_related("meter")]
    with transaction.atomic():
        made = new_round(site.organization, name)
        add_stops(made, sorted(registers, key=lambda one: (natural(one.meter.name), one.id.int)))
    return made


def add_stops(found: Round, registers: Iterable[Register]) -> None:
    """More stops, at the end; one that is there already stays where it is."""
    with transaction.atomic():
        last = found.stops.aggregate(last=Max("place"))["last"] or 0
        for place, register in enumerate(registers, start=last + 1):
            RoundStop.objects.get_or_create(round=found, register=register, defaults={"place": place})


def others(found: Round) -> list[Register]:
    """What else of the organization the round might come by, in order of site and name."""
    theirs = Register.objects.filter(meter__site__organization=found.organization_id, meter__retired_at=None)
    free = theirs.exclude(stops__round=found).select_related("meter__site__organization")
    return sorted(free, key=lambda one: (natural(one.meter.site.name), natural(one.meter.name), one.id.int))


def put_in_order(found: Round, wanted: Sequence[int]) -> None:
    """The stops in the order wanted; those that it does not name follow."""
    rank = {pk: place for place, pk in enumerate(wanted)}
    with transaction.atomic():
        stops = sorted(found.stops.all(), key=lambda one: rank.get(one.pk, len(rank)))
        for place, stop in enumerate(stops, start=1):
            RoundStop.objects.filter(pk=stop.pk).update(place=place)


def move(found: Round, stop_id: int, by: int) -> None:
    """One stop a place up (-1) or down (1)."""
    order = list(found.stops.values_list("pk", flat=True))
    if stop_id not in order:
        return
    now = order.index(stop_id)
    to = min(max(0, now + by), len(order) - 1)
    order.insert(to, order.pop(now))
    put_in_order(found, order)
