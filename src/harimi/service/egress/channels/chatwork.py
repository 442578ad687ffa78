"""Chatwork: a message to a room (API v2).

https://developer.chatwork.com/reference/post-rooms-room_id-messages. It shows no picture by its address; the link leads to it.
"""

from typing import Annotated
from urllib.parse import urlencode

from pydantic import BeforeValidator, StringConstraints

from harimi.service.egress.channels.answers import Heard, read
from harimi.service.egress.channels.message import Message
from harimi.service.egress.channels.values import ChannelSettings, Request, Secret
from harimi.service.egress.web.sending import Answer

HOST = "api.chatwork.com"


def _room(typed: object) -> object:
    """A room as people copy it: `#!rid123`, or the address that ends so."""
    return typed.rpartition("rid")[2] if isinstance(typed, str) else typed


class Settings(ChannelSettings):
    """An API token, and the number of the room to which its owner writes."""

    token: Secret
    room: Annotated[str, BeforeValidator(_room), StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,19}$")]


def host(_: Settings) -> str:
    """Who is spoken to."""
    return HOST


def requests(settings: Settings, message: Message) -> tuple[Request, ...]:
    """The whole as information with a title, unread for the owner of the token, too."""
    told = f"[info][title]{_plain(message.title)}[/title]{_plain(message.text)}[/info]"
    body = urlencode({"body": told, "self_unread": "1"}).encode()
    headers = {"X-ChatWorkToken": settings.token.get_secret_value(), "Content-Type": "application/x-www-form-urlencoded"}
    return (Request(f"https://{HOST}/v2/rooms/{settings.room}/messages", body, headers),)


def heard(answer: Answer) -> Heard:
    """As HTTP has it."""
    return read(answer)


def _plain(text: str) -> str:
    """Brackets mean something to Chatwork: `[toall]` in a meter's name calls nobody."""
    return text.replace("[", "［").replace("]", "］")
