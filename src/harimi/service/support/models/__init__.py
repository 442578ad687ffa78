"""Everything that support keeps."""

from harimi.service.support.models.attachments import Attachment
from harimi.service.support.models.cases import Case, Message, Note
from harimi.service.support.models.grants import Grant
from harimi.service.support.models.ready_answers import ReadyAnswer
from harimi.service.support.models.violations import Violation, ViolationEvent

__all__ = ["Attachment", "Case", "Grant", "Message", "Note", "ReadyAnswer", "Violation", "ViolationEvent"]
