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
    """What is known of a kind: its settings, whose host it speaks to by them, and how it sends. `address` is one that a
    customer gave, and that may lead anywhere; empty where it is a service's own.
    """

    settings: type[ChannelSettings]
    host: Callable[[Any], str]
    send: Send
    address: Callable[[Any], str]


def _a_service(_: ChannelSettings) -> str:
    return ""


def _posting(module: ModuleType, address: Callable[[Any], str] = _a_service) -> ChannelKind:
    return ChannelKind(module.Settings, module.host, partial(posted, module.requests, module.heard), address)


KINDS: Mapping[str, ChannelKind] = {
    "line": _posting(line),
    "slack": _posting(slack),
    "teams": _posting(teams),
    "chatwork": _posting(chatwork),
    "ntfy": _posting(ntfy, ntfy.address),
    "webhook": _posting(webhook, webhook.address),
    "more": ChannelKind(more.Settings, more.host, more.send, more.address),
}
