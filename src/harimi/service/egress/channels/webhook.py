"""A webhook of one's own: JSON, signed as Standard Webhooks has it.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. `webhook-id` is the same for every
try, so that whoever gets it twice takes it once.
"""

import base64
import json
import secrets
from datetime import UTC, datetime

from pydantic import SecretStr, field_validator
from standardwebhooks.webhooks import Webhook

from harimi.service.egress.channels.answers import Heard, read
from harimi.service.egress.channels.message import Message
from harimi.service.egress.channels.values import ChannelSettings, Request, Secret, host_of
from harimi.service.egress.web.sending import Answer

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64
"""Bytes of a key, as the specification has them."""


def new_secret() -> str:
    """A key to sign with, as receivers' libraries take it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


class Settings(ChannelSettings):
    """An address, and the keys to sign with: the `older` one signs as well, until everybody has the newer one."""

    url: Secret
    secret: Secret
    older: Secret = SecretStr("")

    @field_validator("secret", "older")
    @classmethod
    def _key(cls, secret: SecretStr) -> SecretStr:
        told = secret.get_secret_value()
        if told and not _SHORTEST <= len(base64.b64decode(told.removeprefix(_PREFIX), validate=True)) <= _LONGEST:
            raise ValueError("a key has 24 to 64 bytes, written as whsec_ and Base64")
        return secret


def host(settings: Settings) -> str:
    """Who is spoken to."""
    return host_of(settings.url.get_secret_value())


def address(settings: Settings) -> str:
    """Where the customer's webhook is."""
    return settings.url.get_secret_value()


def requests(settings: Settings, message: Message) -> tuple[Request, ...]:
    """One body, signed at this moment."""
    body = json.dumps(content(message), ensure_ascii=False, separators=(",", ":"))
    now = datetime.now(UTC)
    keys = [one.get_secret_value() for one in (settings.secret, settings.older) if one.get_secret_value()]
    headers = {"webhook-id": message.id, "webhook-timestamp": str(int(now.timestamp()))}
    headers["webhook-signature"] = " ".join(Webhook(key).sign(message.id, now, body) for key in keys)
    return (Request(settings.url.get_secret_value(), body.encode(), {**headers, "Content-Type": "application/json"}),)


def content(message: Message) -> dict[str, object]:
    """What a program reads: what happened, when, and all that is known of it."""
    said: dict[str, object] = {"title": message.title, "lines": list(message.lines), "link": message.link}
    if message.picture and message.picture.url:
        said["photograph"] = message.picture.url
    return {"type": message.what, "timestamp": message.at.astimezone(UTC).isoformat(), "data": {**message.facts, **said}}


def heard(answer: Answer) -> Heard:
    """As HTTP has it: 410 says that nothing is wanted any more."""
    return read(answer)
