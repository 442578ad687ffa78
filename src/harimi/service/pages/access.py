"""Who may open which page: members see what their organization has, tenants what is let to them, all others nothing."""

from collections.abc import Callable
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from harimi.service.accounts.access import Action, allowed_in, may
from harimi.service.accounts.models import User
from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.logistics.faults import with_faults
from harimi.service.meters.models import Meter, Register, Round
from harimi.service.meters.queries import meters_of
from harimi.service.meters.rounds import walkable_rounds
from harimi.service.meters.seeing import EVERYTHING, Window, in_their_time, let_meter
from harimi.service.readings.models import Annotation, Attempt

View = TypeVar("View", bound=Callable[..., HttpResponse])


def password_again(view: View) -> View:
    """Whoever sends something has just shown that they are still the same person, or is asked to; then it goes on."""
    again: View = reauthentication_required(view, allow_get=True)
    return again


def shows_secrets(view: View) -> View:
    """Also whoever only wants to see it has just shown that they are still the same person."""
    again: View = reauthentication_required(view)
    return again


def person(request: HttpRequest) -> User:
    """The person who is signed in; views that call it require that."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def visible_meter(request: HttpRequest, meter_id: UUID) -> Meter:
    """A meter of the person's own organizations."""
    found = meters_of(person(request)).filter(pk=meter_id).first()
    if found is None:
        raise Http404
    return found


def seen_meter(request: HttpRequest, meter_id: UUID) -> tuple[Meter, Window]:
    """A meter that the person may see, and of which time: a tenant's ends with their own."""
    user = person(request)
    member = meters_of(user).filter(pk=meter_id).first()
    found = let_meter(user, meter_id) if member is None else (member, EVERYTHING)
    if found is None:
        raise Http404
    return found


def changeable_meter(request: HttpRequest, meter_id: UUID) -> Meter:
    """A meter that the person may also change."""
    meter = visible_meter(request, meter_id)
    if not may(request.user, meter.site.organization, Action.CHANGE_METERS):
        raise Http404
    return meter


def readable_meter(request: HttpRequest, meter_id: UUID) -> Meter:
    """A meter that the person may read themselves."""
    meter = visible_meter(request, meter_id)
    if not may(request.user, meter.site.organization, Action.CHANGE_VALUES):
        raise Http404
    return meter


def changeable_cameras(user: User) -> QuerySet[Device]:
    """The working cameras of the organizations that the person may change."""
    mine = Device.objects.filter(organization__in=allowed_in(user, Action.CHANGE_METERS))
    return mine.filter(kind=Device.Kind.CAMERA, stopped_at=None)


def changeable_camera(request: HttpRequest, device_id: UUID) -> Device:
    """A working camera that the person may change, with its fault if it has one."""
    mine = with_faults(changeable_cameras(person(request)))
    found = mine.filter(pk=device_id).select_related("organization").first()
    if found is None:
        raise Http404
    return found


def walkable_round(request: HttpRequest, round_id: UUID) -> Round:
    """A round that the person may walk."""
    found = walkable_rounds(person(request)).filter(pk=round_id).first()
    if found is None:
        raise Http404
    return found


def changeable_round(request: HttpRequest, round_id: UUID) -> Round:
    """A round that the person may also change."""
    found = walkable_round(request, round_id)
    if not may(request.user, found.organization, Action.CHANGE_METERS):
        raise Http404
    return found


def the_register(meter: Meter, wanted: str = "") -> Register:
    """The register that an address asks for, else the first."""
    listed = sorted(meter.registers.all(), key=attrgetter("id"))
    found = next((one for one in listed if str(one.pk) == wanted), listed[0] if listed else None)
    if found is None:
        raise Http404
    return found


def note_of(meter: Meter, annotation_id: int) -> Annotation:
    """A note of a meter; ask first whether the person may change that."""
    found = Annotation.objects.filter(pk=annotation_id, meter=meter).select_related("meter__site__organization").first()
    if found is None:
        raise Http404
    return found


def visible_cut(request: HttpRequest, cut_id: int) -> Cut:
    """A picture of a meter that the person may see; whole ones may show more than a tenant's own."""
    user = person(request)
    members = Q(installation__meter__site__organization__in=allowed_in(user, Action.SEE))
    theirs = Q(in_their_time(user, "installation__meter", "taken_at"), frame__isnull=False)
    found = Cut.objects.filter(members | theirs, pk=cut_id).first()
    if found is None:
        raise Http404
    return found


def visible_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """A reading's evidence that the person may see."""
    user = person(request)
    members = Q(register__meter__site__organization__in=allowed_in(user, Action.SEE))
    theirs = Q(in_their_time(user, "register__meter", "taken_at")) & (Q(cut=None) | Q(cut__frame__isnull=False))
    mine = Attempt.objects.filter(members | theirs, pk=attempt_id)
    found = mine.select_related("cut", "face", "register__meter__site__organization").first()
    if found is None:
        raise Http404
    return found
