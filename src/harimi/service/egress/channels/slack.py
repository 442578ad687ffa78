"""Slack: an incoming webhook.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and, for blocks, https://docs.slack.dev/reference/block-kit.
A picture that Slack cannot fetch has the whole message refused; then it goes without.
"""

import json
from typing import Any

from pydantic import SecretStr, field_validator

from harimi.service.egress.channels.answers import Heard, read
from harimi.service.egress.channels.message import Message, Tone, cut
from harimi.service.egress.channels.values import ChannelSettings, Request, Secret, host_of, https_host
from harimi.service.egress.web.sending import Answer

HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
_SIGNS = {
    Tone.ALARM: "🔴",
    Tone.WARNING: "🟠",
    Tone.OVER: "✅",
    Tone.ENDED: "⏹️",
    Tone.TAKEN_BACK: "↩️",
    Tone.TEST: "🔔",
}
_HEADER, _SECTION, _BUTTON, _ALT = 150, 3_000, 75, 2_000


class Settings(ChannelSettings):
    """The address of the webhook, which is a secret: whoever knows it writes there."""

    url: Secret

    @field_validator("url")
    @classmethod
    def _slack(cls, url: SecretStr) -> SecretStr:
        https_host(url.get_secret_value(), *HOSTS)
        return url


def host(settings: Settings) -> str:
    """Who is spoken to."""
    return host_of(settings.url.get_secret_value())


def requests(settings: Settings, message: Message) -> tuple[Request, ...]:
    """With the picture where Slack can fetch it, and without."""
    plain = [_header(message), _section(message), _button(message)]
    written = [plain]
    if message.picture and message.picture.url:
        seen = {"type": "image", "image_url": message.picture.url, "alt_text": cut(message.picture.words, _ALT)}
        written.insert(0, [*plain[:2], seen, plain[2]])
    return tuple(_request(settings, message, blocks) for blocks in written)


def heard(answer: Answer) -> Heard:
    """As HTTP has it."""
    return read(answer)


def _request(settings: Settings, message: Message, blocks: list[dict[str, Any]]) -> Request:
    told = {"text": _escaped(f"{message.title}\n{message.text}"), "blocks": blocks, "unfurl_links": False}
    body = json.dumps(told, ensure_ascii=False).encode()
    return Request(settings.url.get_secret_value(), body, {"Content-Type": "application/json"})


def _header(message: Message) -> dict[str, Any]:
    title = cut(f"{_SIGNS[message.tone]} {message.title}", _HEADER)
    return {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}}


def _section(message: Message) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(_escaped("\n".join(message.lines)), _SECTION)}}


def _button(message: Message) -> dict[str, Any]:
    words = {"type": "plain_text", "text": cut(message.open, _BUTTON)}
    return {"type": "actions", "elements": [{"type": "button", "text": words, "url": message.link}]}


def _escaped(text: str) -> str:
    """The three characters that mean something to Slack: `<!channel>` in a meter's name calls nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
