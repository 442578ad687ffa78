"""Who may open which page: a member sees their own, everybody else is told that there is nothing."""

from uuid import UUID

from django.http import Http404, HttpRequest

from harimi.service.accounts.access import Action, allowed_in, may
from harimi.service.accounts.models import User
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.queries import meters_of
from harimi.service.readings.models import Attempt


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


def changeable_meter(request: HttpRequest, meter_id: UUID) -> Meter:
    """A meter that the person may also change."""
    meter = visible_meter(request, meter_id)
    if not may(request.user, meter.site.organization, Action.CHANGE_METERS):
        raise Http404
    return meter


def the_register(meter: Meter) -> Register:
    """The register that the pages show."""
    found = meter.registers.order_by("id").first()
    if found is None:
        raise Http404
    return found


def visible_cut(request: HttpRequest, cut_id: int) -> Cut:
    """A picture of a meter that the person may see."""
    mine = Cut.objects.filter(installation__meter__site__organization__in=allowed_in(person(request), Action.SEE))
    found = mine.filter(pk=cut_id).first()
    if found is None:
        raise Http404
    return found


def visible_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """A reading's evidence that the person may see."""
    mine = Attempt.objects.filter(register__meter__site__organization__in=allowed_in(person(request), Action.SEE))
    found = mine.filter(pk=attempt_id).select_related("cut", "face", "register__meter__site__organization").first()
    if found is None:
        raise Http404
    return found
