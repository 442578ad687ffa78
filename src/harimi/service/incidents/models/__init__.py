"""Everything that incidents keep."""

from harimi.service.incidents.models.affected import Affected
from harimi.service.incidents.models.incidents import Incident, IncidentEvent, ReportText

__all__ = ["Affected", "Incident", "IncidentEvent", "ReportText"]
