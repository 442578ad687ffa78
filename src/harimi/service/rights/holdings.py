"""What rights hold about people and organizations: what must not be erased yet. Of whoever left nothing is left."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    for kind in Subject.Kind:
        hold(kind, {"rights_hold": "subject"})
