"""Everything that notices keep."""

from harimi.service.notices.models.kept import KeptMessage
from harimi.service.notices.models.messages import Mailbox, Message

__all__ = ["KeptMessage", "Mailbox", "Message"]
