"""What rights hold about people and organizations."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    both = {"rights_export": "subject", "rights_exportpart": "export__subject"}
    for kind in (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION):
        hold(kind, both, stored={"rights_exportpart": "blob"})
