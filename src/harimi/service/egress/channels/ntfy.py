"""ntfy: a push to telephones, by ntfy.sh or one's own server.

https://docs.ntfy.sh/publish/. The picture is the body, and the words stand in headers, as RFC 2047 has them; a server that
takes no attachments gets the words alone.
"""

import re
from email.header import Header
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator

from harimi.service.egress.channels.answers import Heard, read
from harimi.service.egress.channels.message import Message, Tone, cut
from harimi.service.egress.channels.values import ChannelSettings, Request, Secret, host_of
from harimi.service.egress.web.sending import Answer

_PRIORITY = {Tone.ALARM: "5", Tone.WARNING: "4"}
_ORDINARY = "3"
_TAGS = {
    Tone.ALARM: "rotating_light",
    Tone.WARNING: "warning",
    Tone.OVER: "white_check_mark",
    Tone.ENDED: "stop_button",
    Tone.TAKEN_BACK: "leftwards_arrow_with_hook",
    Tone.TEST: "bell",
}
_TITLE, _MESSAGE = 200, 1_000


class Settings(ChannelSettings):
    """A server, and a topic, which is like a password where the server asks for no `token`."""

    server: str = "https://ntfy.sh"
    topic: Secret
    token: Secret = SecretStr("")

    @field_validator("server")
    @classmethod
    def _root(cls, server: str) -> str:
        told = urlsplit(server)
        if told.scheme not in ("https", "http") or not told.hostname or told.query or told.fragment:
            raise ValueError("an address such as https://ntfy.sh is needed")
        return server.rstrip("/")

    @field_validator("topic")
    @classmethod
    def _topic(cls, topic: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[-_A-Za-z0-9]{1,64}", topic.get_secret_value()):
            raise ValueError("a topic is up to 64 letters, digits, - and _")
        return topic


def host(settings: Settings) -> str:
    """Who is spoken to."""
    return host_of(settings.server)


def address(settings: Settings) -> str:
    """Where the customer's server is."""
    return settings.server


def requests(settings: Settings, message: Message) -> tuple[Request, ...]:
    """With the picture, and without."""
    url = f"{settings.server}/{settings.topic.get_secret_value()}"
    words = cut("\n".join(message.lines), _MESSAGE)
    plain = Request(url, words.encode(), _headers(settings, message))
    if message.picture is None:
        return (plain,)
    told = {"Message": _header(words.replace("\n", "\\n")), "Filename": message.picture.name}
    return (Request(url, message.picture.content, {**plain.headers, **told, "Content-Type": message.picture.media}), plain)


def heard(answer: Answer) -> Heard:
    """As HTTP has it."""
    return read(answer)


def _headers(settings: Settings, message: Message) -> dict[str, str]:
    told = {
        "Title": _header(cut(message.title, _TITLE)),
        "Priority": _PRIORITY.get(message.tone, _ORDINARY),
        "Tags": _TAGS[message.tone],
    }
    token = settings.token.get_secret_value()
    return {**told, "Click": message.link, **({"Authorization": f"Bearer {token}"} if token else {})}


def _header(text: str) -> str:
    """On one line, however long."""
    return " ".join(Header(text, "utf-8").encode().split())
