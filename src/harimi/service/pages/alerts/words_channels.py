"""Channels and what was told by them, in words."""

from dataclasses import dataclass
from datetime import datetime

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


def name_of(channel: Channel, sees_people: bool) -> str:
    """A channel as people call it; mail to a member by their address, to whoever may see who they are."""
    if channel.kind != Channel.MAIL:
        return channel.name
    return channel.user.email if channel.user and sees_people else text("channel.kind.mail")


def told_words(row: Telling, sees_people: bool) -> Told:
    """A line of the delivery record."""
    at = row.done_at or row.due_at
    answer = answer_words(row.code, row.status) if row.state != Telling.State.SUPERSEDED else ""
    return Told(row, name_of(row.channel, sees_people), event_words(row.event), text(f"telling.state.{row.state}"), answer, at)


def answer_words(code: str, status: int = 0) -> str:
    """What the other side answered, and what to do; nothing where it was not asked yet."""
    if not code:
        return ""
    said = text(f"channel.answer.{code}") if f"channel.answer.{code}" in TEXTS else code
    return f"{said} (HTTP {status})" if status and status >= 300 else said


def settings_words(channel: Channel) -> list[tuple[str, str]]:
    """Of its settings what is no secret, by the names of the form."""
    found = kept(channel) if channel.kind != Channel.MAIL else {}
    return [(text(f"channel.field.{name}"), str(value)) for name, value in found.items() if value]
