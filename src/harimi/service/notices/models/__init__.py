"""Everything that notices keep."""

from harimi.service.notices.models.deliveries import Delivery
from harimi.service.notices.models.kept import KeptMessage
from harimi.service.notices.models.messages import Mailbox, Message
from harimi.service.notices.models.notices import Notice, NoticePublishedError

__all__ = ["Delivery", "KeptMessage", "Mailbox", "Message", "Notice", "NoticePublishedError"]
