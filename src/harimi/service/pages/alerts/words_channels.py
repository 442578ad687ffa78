"""Channels and what was told by them, in words."""

from dataclasses import dataclass
from datetime import datetime

from harimi.service.alerts.channels.kinds import items_of
from harimi.service.alerts.channels.kinds import shown as kept
from harimi.service.alerts.models import Channel, Telling
from harimi.service.pages.alerts.words import event_words
from harimi.service.pages.texts import TEXTS, text


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the delivery record: when, by which channel, of what, and what came of it."""

    row: Telling
    channel: str
    what: str
    state: str
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel as a list shows it."""

    row: Channel
    sees_people: bool

    @property
    def name(self) -> str:
        """What people call it."""
        return name_of(self.row, self.sees_people)

    @property
    def state(self) -> str:
        """In one word: works, failing or broken."""
        if self.row.state == Channel.State.BROKEN:
            return "broken"
        return "failing" if self.row.failing_since else "works"

    @property
    def fault(self) -> str:
        """Why nothing arrives there, in words."""
        return answer_words(self.row.code) if self.state != "works" else ""

    @property
    def settings(self) -> list[tuple[str, str]]:
        """Of its settings what is no secret, by the names of the form."""
        found = kept(self.row) if self.row.kind != Channel.MAIL else {}
        return [(text(f"channel.field.{name}"), str(value)) for name, value in found.items() if value]

    @property
    def items(self) -> str:
        """What may be said by it."""
        return text("app.and").join(text(f"channel.item.{one}") for one in sorted(items_of(self.row)))


def name_of(channel: Channel, sees_people: bool) -> str:
    """A channel as people call it; mail to a member by their address, to whoever may see who they are."""
    if channel.kind != Channel.MAIL:
        return channel.name
    return channel.user.email if channel.user and sees_people else text("channel.kind.mail")


def told_words(row: Telling, sees_people: bool) -> Told:
    """A line of the delivery record, of an alert."""
    return _line(row, name_of(row.channel, sees_people))


def line_words(row: Telling) -> Told:
    """The same, of a channel whose name is known."""
    return _line(row, "")


def _line(row: Telling, channel: str) -> Told:
    at = row.done_at or row.due_at
    answer = answer_words(row.code, row.status) if row.state != Telling.State.SUPERSEDED else ""
    return Told(row, channel, event_words(row.event), text(f"telling.state.{row.state}"), answer, at)


def answer_words(code: str, status: int = 0) -> str:
    """What the other side answered, and what to do; nothing where it was not asked yet."""
    if not code:
        return ""
    said = text(f"channel.answer.{code}") if f"channel.answer.{code}" in TEXTS else code
    return f"{said} (HTTP {status})" if status and status >= 300 else said
