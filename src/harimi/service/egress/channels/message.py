"""What is told by a channel, whatever its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Any


class Tone(StrEnum):
    """How a message is to be heard."""

    ALARM = auto()
    WARNING = auto()
    OVER = auto()
    """What was told of is over."""
    ENDED = auto()
    """Nobody looks for it any more: it may still be so."""
    TAKEN_BACK = auto()
    """It never was so."""
    TEST = auto()


@dataclass(frozen=True, slots=True)
class Picture:
    """What was seen: a JPEG or PNG, and, where others can reach this service, an address that shows it for a time."""

    content: bytes
    words: str
    url: str = ""

    @property
    def media(self) -> str:
        """Its media type."""
        return "image/png" if self.content.startswith(b"\x89PNG") else "image/jpeg"

    @property
    def name(self) -> str:
        """What a file of it is called."""
        return f"meter.{self.media.removeprefix('image/').replace('jpeg', 'jpg')}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `id` stays the same however often it is tried, so that others know it again; `what` names what happened.

    `link` leads to the page where everything is said, under the words `open`. `facts` are for programs.
    """

    id: str
    what: str
    at: datetime
    tone: Tone
    title: str
    lines: tuple[str, ...]
    link: str
    open: str
    picture: Picture | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The lines and the link, without the title."""
        return "\n".join((*self.lines, self.link))


def cut(text: str, most: int) -> str:
    """A text of `most` characters at most, as others count them: in units of UTF-16."""
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    return text.encode("utf-16-le")[: (most - 1) * 2].decode("utf-16-le", "ignore") + "…"
