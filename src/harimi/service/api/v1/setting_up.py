"""A camera stands otherwise than it did: its view begins anew, and a face is drawn on it."""

from uuid import UUID

from django.http import HttpRequest

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed, found
from harimi.service.api.v1.cameras import Installations, told_installation
from harimi.service.api.v1.drawing import drawing_calls as drawing_calls
from harimi.service.api.v1.meters import meters_of
from harimi.service.devices.services import moved


@drawing_calls.make("/meters/{meter_id}/set-up", Scope.METERS_WRITE, Installations)
def set_up_again(request: HttpRequest, meter_id: UUID) -> Installations:
    """Says that what watches a meter was moved. Its next photographs are kept whole until a face is drawn on one of them.

    It answers what watches the meter from now on.
    """
    who = allowed(request, Action.CHANGE_METERS)
    meter = found(meters_of(who), pk=meter_id)
    moved(meter, actor=who.user)
    watching = meter.installations.filter(until=None).order_by("-since", "-pk")
    return Installations(data=[told_installation(one) for one in watching], next=None)
