"""What rights hold about people and organizations: holds and exports. Of whoever left nothing is left."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    ways = {"rights_hold": "subject", "rights_export": "subject", "rights_exportpart": "export__subject"}
    for kind in Subject.Kind:
        hold(kind, ways, stored={"rights_exportpart": "blob"})
