"""Everything that rights keep."""

from harimi.service.rights.models.exports import Export as Export
from harimi.service.rights.models.exports import ExportPart as ExportPart
