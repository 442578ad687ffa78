"""What is asked for a channel of each kind, and what may be said by it."""

from typing import Any

from harimi.service.alerts.models import Channel
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.channels.values import ChannelSettings

ITEMS = ("contract_data", "display_content", "place")
"""What an alert says: names that people gave to meters, what they show, and where they hang."""
ALWAYS = "display_content"
WEB = tuple(KINDS)
ALL = (Channel.MAIL, *WEB)


def settings_of(channel: Channel) -> ChannelSettings:
    """What its kind needs, opened. Raises a `pydantic.ValidationError` where a later version asks for more."""
    return KINDS[channel.kind].settings.model_validate_json(channel.settings)


def shown(channel: Channel) -> dict[str, Any]:
    """Of its settings what is no secret."""
    return settings_of(channel).shown() if channel.kind in KINDS and channel.settings else {}


def items_of(channel: Channel) -> frozenset[str]:
    """What may be said by it: all to a member, else what the instruction names."""
    if channel.kind == Channel.MAIL:
        return frozenset(ITEMS)
    return frozenset(channel.instruction.items if channel.instruction else ())
