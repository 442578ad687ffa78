"""What every answer to a camera carries besides: its orders."""

from django.http import HttpRequest

from harimi.service.api.device.contact import Ordered, known_settings
from harimi.service.devices.models import Device
from harimi.service.devices.orders import orders_for


def orders(request: HttpRequest) -> Ordered:
    """What the camera that asks is to do."""
    device: Device = request.auth  # type: ignore[attr-defined]
    return Ordered(**orders_for(device, known_settings(request)))
