"""What every answer to a camera carries besides: its orders."""

from typing import Any

from django.utils import timezone

from harimi.service.devices.models import Device


def orders(device: Device, known: str) -> dict[str, Any]:
    """The camera's orders; `known` is the version of the settings that it has, as it says itself."""
    return {"now": timezone.now().isoformat(), "settings": None, "commands": []}
