"""What incidents hold: that one concerned a person or an organization."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    for kind in (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION):
        hold(kind, {"incidents_affected": "subject"})
