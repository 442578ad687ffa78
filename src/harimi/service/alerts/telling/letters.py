"""Alerts by mail, as letters of the service: to members, with the picture; and to owners where a channel is broken."""

from harimi.service.accounts.access import Action, members_who
from harimi.service.alerts.models import Channel, Telling
from harimi.service.alerts.telling.pictures import content_of
from harimi.service.egress.channels.message import Message
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.notices.models import Message as Written
from harimi.service.notices.sending import Enclosed, enclose
from harimi.service.privacy.gate import Use, decide, declared

ALERT, BROKEN = "alert_told", "channel_broken"


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(ALERT, MailClass.SERVICE, "guidance"))
    declare(Letter(BROKEN, MailClass.SERVICE, "guidance"))
    enclose(ALERT, _picture)


def write_message(channel: Channel, message: Message) -> Written | None:
    """Has it sent to the member; None where their address is not proven. In the transaction at hand."""
    if channel.user is None:
        return None
    told: dict[str, object] = {"title": message.title, "lines": message.lines, "link": message.link}
    return write(ALERT, to=channel.user, context=told, subject=channel.organization.subject_id, language=channel.language)


def write_broken(channel: Channel, *, away: bool) -> None:
    """Tells whoever may change it that nothing is taken there, or that nobody has been there for a day. In the transaction."""
    told: dict[str, object] = {"name": channel.name, "code": channel.code, "away": away}
    for user in members_who(channel.organization, Action.CHANGE_ALERTS):
        write(BROKEN, to=user, context=told, subject=channel.organization.subject_id)


def _picture(letter: Written) -> list[Enclosed]:
    """Looked for when the letter goes: none where the policy does not let it, several alerts are told, or it is gone by now."""
    if not decide(Use(declared().purpose, ("display_content",), letter.subject_id)).allowed:
        return []
    joined = ("event__alert__attempt__cut", "channel__organization")
    rows = list(Telling.objects.filter(letter=letter.pk).select_related(*joined)[:2])
    content = content_of(rows[0].event.alert) if len(rows) == 1 else None
    return [] if content is None else [Enclosed("meter.jpg", content, "image/jpeg")]
