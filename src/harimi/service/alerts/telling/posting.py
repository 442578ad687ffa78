"""One message to one channel outside: what leaves is what its instruction names."""

from pydantic import ValidationError

from harimi.service.alerts.channels.kinds import items_of, settings_of
from harimi.service.alerts.models import Channel
from harimi.service.egress.channels.answers import Heard, Outcome
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.channels.message import Message
from harimi.service.egress.channels.sending import told
from harimi.service.third_parties.departure import Departure

PURPOSE = "provision"


def posted(channel: Channel, message: Message) -> Heard:
    """Sends it, and says what came of it. What waited while a channel was mended goes by the instruction that mended it.

    Call it outside a transaction.
    """
    try:
        settings = settings_of(channel)
    except ValidationError:
        return Heard(Outcome.BROKEN, "setting")
    subject = channel.organization.subject_id
    to = Departure(channel.instruction, tuple(sorted(items_of(channel))), PURPOSE, subject)
    return told(KINDS[channel.kind].send, settings, message, to)
