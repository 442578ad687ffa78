"""What cameras hold about organizations."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "devices_device": "organization__subject",
            "devices_devicehealth": "device__organization__subject",
            "devices_devicelog": "device__organization__subject",
            "devices_devicereport": "device__organization__subject",
            "devices_devicetoken": "device__organization__subject",
            "devices_installation": "device__organization__subject",
            "devices_order": "device__organization__subject",
        },
    )
