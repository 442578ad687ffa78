"""Microsoft Teams: a workflow of Power Automate that waits for a webhook, and posts the Adaptive Card that it is sent.

https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook, https://adaptivecards.io/explorer/AdaptiveCard.html.
The connectors of before (outlook.office.com) are gone. A workflow answers 202 before it has posted anything.
"""

import json
from typing import Any

from pydantic import SecretStr, field_validator

from harimi.service.egress.channels.answers import Heard, Outcome, read
from harimi.service.egress.channels.message import Message, Tone
from harimi.service.egress.channels.values import ChannelSettings, Request, Secret, host_of, https_host
from harimi.service.egress.web.sending import Answer

HOSTS = ("logic.azure.com", "powerplatform.com", "powerautomate.com", "flow.microsoft.com")
_COLORS = {Tone.ALARM: "attention", Tone.WARNING: "warning", Tone.OVER: "good"}
"""Others are told in the colour of any text."""
_OFF = (b"WorkflowTriggerIsNotEnabled", b"WorkflowNotFound", b"DirectApiAuthorizationRequired")


class Settings(ChannelSettings):
    """The address of the workflow, signed and so a secret."""

    url: Secret

    @field_validator("url")
    @classmethod
    def _workflow(cls, url: SecretStr) -> SecretStr:
        https_host(url.get_secret_value(), *HOSTS)
        return url


def host(settings: Settings) -> str:
    """Who is spoken to."""
    return host_of(settings.url.get_secret_value())


def requests(settings: Settings, message: Message) -> tuple[Request, ...]:
    """One card; whoever looks at it fetches the picture themselves."""
    card: dict[str, Any] = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
    }
    card |= {"body": _body(message), "actions": [{"type": "Action.OpenUrl", "title": message.open, "url": message.link}]}
    kind = "application/vnd.microsoft.card.adaptive"
    told = {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}
    body = json.dumps(told, ensure_ascii=False).encode()
    return (Request(settings.url.get_secret_value(), body, {"Content-Type": "application/json"}),)


def heard(answer: Answer) -> Heard:
    """A workflow that is switched off says 400."""
    if answer.status == 400 and any(one in answer.body for one in _OFF):
        return Heard(Outcome.BROKEN, "switched_off", answer.status)
    return read(answer)


def _body(message: Message) -> list[dict[str, Any]]:
    title = {"type": "TextBlock", "text": _plain(message.title), "weight": "bolder", "size": "medium", "wrap": True}
    lines = [{"type": "TextBlock", "text": _plain(one), "wrap": True, "spacing": "small"} for one in message.lines]
    body: list[dict[str, Any]] = [{**title, "color": _COLORS.get(message.tone, "default")}, *lines]
    if message.picture and message.picture.url:
        body.append({"type": "Image", "url": message.picture.url, "altText": message.picture.words, "size": "stretch"})
    return body


def _plain(text: str) -> str:
    """Cards read some Markdown: a name does not become a link."""
    return "".join(f"\\{one}" if one in "\\*_[]`" else one for one in text)
