"""The kinds of channels by their names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from harimi.service.egress.channels import chatwork, line, more, ntfy, slack, teams, webhook
from harimi.service.egress.channels.answers import Heard
from harimi.service.egress.channels.message import Message
from harimi.service.egress.channels.sending import posted
from harimi.service.egress.channels.values import ChannelSettings
from harimi.service.third_parties.departure import Departure

Send = Callable[[Any, Message, Departure], Heard]
"""Sends a message by settings; raises what the gate and addresses raise."""


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """What is known of a kind: its settings, whose host it speaks to by them, and how it sends."""

    settings: type[ChannelSettings]
    host: Callable[[Any], str]
    send: Send


def _posting(module: ModuleType) -> ChannelKind:
    return ChannelKind(module.Settings, module.host, partial(posted, module.requests, module.heard))


KINDS: Mapping[str, ChannelKind] = {
    "line": _posting(line),
    "slack": _posting(slack),
    "teams": _posting(teams),
    "chatwork": _posting(chatwork),
    "ntfy": _posting(ntfy),
    "webhook": _posting(webhook),
    "more": ChannelKind(more.Settings, more.host, more.send),
}
