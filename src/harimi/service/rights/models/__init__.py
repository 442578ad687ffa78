"""Everything that rights keep."""

from harimi.service.rights.models.exports import Export, ExportPart
from harimi.service.rights.models.holds import Hold
from harimi.service.rights.models.leaving import Leaving

__all__ = ["Export", "ExportPart", "Hold", "Leaving"]
