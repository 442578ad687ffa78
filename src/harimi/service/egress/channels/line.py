"""LINE: push messages of an official account (Messaging API).

https://developers.line.biz/en/reference/messaging-api/#send-push-message. LINE Notify, which needed no account, ended on
31 March 2025. A try again carries the same retry key, by which LINE knows what it took already and says 409.
"""

import json
from typing import Annotated

from pydantic import StringConstraints

from harimi.service.egress.channels.answers import Heard, Outcome, read
from harimi.service.egress.channels.message import Message, cut
from harimi.service.egress.channels.values import ChannelSettings, Request, Secret
from harimi.service.egress.web.sending import Answer

HOST = "api.line.me"
PUSH = f"https://{HOST}/v2/bot/message/push"
_LONGEST = 5_000
_TAKEN_BEFORE, _TOO_MANY = 409, 429


class Settings(ChannelSettings):
    """A channel access token, and the id of a person (U…), a group (C…) or a room (R…)."""

    token: Secret
    to: Annotated[str, StringConstraints(pattern=r"^[UCR][0-9a-f]{32}$")]


def host(_: Settings) -> str:
    """Who is spoken to."""
    return HOST


def requests(settings: Settings, message: Message) -> tuple[Request, ...]:
    """A text, and a picture where LINE can fetch it."""
    messages: list[dict[str, str]] = [{"type": "text", "text": cut(f"{message.title}\n{message.text}", _LONGEST)}]
    if message.picture and message.picture.url.startswith("https://"):
        url = message.picture.url
        messages.append({"type": "image", "originalContentUrl": url, "previewImageUrl": url})
    body = json.dumps({"to": settings.to, "messages": messages}, ensure_ascii=False).encode()
    headers = {"Authorization": f"Bearer {settings.token.get_secret_value()}", "X-Line-Retry-Key": message.id}
    return (Request(PUSH, body, {**headers, "Content-Type": "application/json"}),)


def heard(answer: Answer) -> Heard:
    """A used-up allowance of messages is no fault of the message: it may go in the next month, or once there is a plan."""
    if answer.status == _TAKEN_BEFORE:
        return Heard(Outcome.TAKEN, "taken", answer.status)
    if answer.status == _TOO_MANY and b"limit" in answer.body and b"monthly" in answer.body:
        return Heard(Outcome.LATER, "used_up", answer.status, answer.retry_after)
    return read(answer)
