"""What photographs hold about organizations."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "captures_capture": "device__organization__subject",
            "captures_cut": "installation__meter__site__organization__subject",
        },
        stored={"captures_cut": "blob"},
    )
