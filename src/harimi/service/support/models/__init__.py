"""Everything that support keeps."""

from harimi.service.support.models.cases import Case, Message, Note
from harimi.service.support.models.grants import Grant

__all__ = ["Case", "Grant", "Message", "Note"]
