"""By which ways people are told: made by an instruction, changed, removed."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import Membership
from harimi.service.alerts.channels import services
from harimi.service.alerts.channels.queries import channels_of
from harimi.service.alerts.channels.refilling import MADE, kept_of, refilled, told_anew
from harimi.service.alerts.channels.services import ChannelError
from harimi.service.alerts.models import Channel as ChannelRow
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.channel_words import (
    Channel,
    ChannelOfKind,
    Channels,
    MailChannel,
    OutsideChannelOfKind,
    members_of,
    told_channel,
)
from harimi.service.api.v1.instructing import asked

channel_calls = Subject("channels", "By which ways people are told of alerts, and what was told by them.")
_WHY = {
    "too_many": f"there are {services.MOST} channels; remove one first",
    "kind": "the kind of a channel stays; make another one",
    "member": "only members who see the organization are told by mail",
    "too_soon": "a channel was tested a moment ago; wait ten seconds",
}


@channel_calls.get("/channels", Scope.ALERTS_READ, Channels)
def list_channels(request: HttpRequest) -> Channels:
    """All channels, the oldest first."""
    who = allowed(request, Action.SEE)
    members = members_of(who)
    return Channels(data=[told_channel(one, members) for one in _channels(who)])


def _ahead(request: HttpRequest, body: ChannelOfKind) -> None:
    allowed(request, Action.CHANGE_ALERTS)
    if not isinstance(body.root, MailChannel):
        services.look_up(body.root.wanted(refilled(body.root.kind, body.root.told(), {})))


def _ahead_of_change(request: HttpRequest, channel_id: UUID, body: OutsideChannelOfKind) -> None:
    _, row = own_channel(request, channel_id)
    if row.kind == body.root.kind:
        services.look_up(body.root.wanted(refilled(row.kind, body.root.told(), kept_of(row))))


@channel_calls.make("/channels", Scope.ALERTS_WRITE, Channel, ahead=_ahead)
def make_channel(request: HttpRequest, body: ChannelOfKind) -> Channel:
    """Has people told there from now on. Send a test to see whether it arrives."""
    who, wanted = allowed(request, Action.CHANGE_ALERTS), body.root
    if isinstance(wanted, MailChannel):
        return _by_mail(who, wanted)
    settings = refilled(wanted.kind, wanted.told(), {})
    try:
        made = services.make_channel(who.organization, wanted.wanted(settings), asked(who, "channel"), actor=who.user)
    except ChannelError as error:
        raise channel_problem(error) from error
    return told_channel(found(_channels(who), pk=made.pk), members_of(who), settings.get(MADE[0]))


@channel_calls.get("/channels/{channel_id}", Scope.ALERTS_READ, Channel, missing=True)
def get_channel(request: HttpRequest, channel_id: UUID) -> Channel:
    """One channel."""
    who = allowed(request, Action.SEE)
    return told_channel(found(_channels(who), pk=channel_id), members_of(who))


@channel_calls.change("/channels/{channel_id}", Scope.ALERTS_WRITE, Channel, method="PUT", ahead=_ahead_of_change)
def put_channel(request: HttpRequest, channel_id: UUID, body: OutsideChannelOfKind) -> Channel:
    """Has it lead elsewhere, or be otherwise, by an instruction anew. A broken one is tried again.

    Mail to a member is removed and made anew.
    """
    who, row = own_channel(request, channel_id)
    unchanged(request, told_channel(row, members_of(who)))
    wanted = body.root
    if row.kind != wanted.kind:
        raise refused("kind", _WHY["kind"])
    kept = kept_of(row)
    if names := told_anew(row.kind, wanted.told(), kept):
        raise refused("secret_anew", f"it leads to another server: tell {', '.join(names)} once more")
    settings = refilled(row.kind, wanted.told(), kept, new_key=wanted.new_key)
    try:
        services.change_channel(row, wanted.wanted(settings), asked(who, "channel"), actor=who.user)
    except ChannelError as error:
        raise channel_problem(error) from error
    key = settings.get(MADE[0])
    row = found(_channels(who), pk=channel_id)
    return told_channel(row, members_of(who), key if key != kept.get(MADE[0]) else None)


@channel_calls.delete("/channels/{channel_id}", Scope.ALERTS_WRITE)
def remove_channel(request: HttpRequest, channel_id: UUID) -> None:
    """Ends it: nobody is told there, its secrets go, and the record of what was told stays."""
    who, row = own_channel(request, channel_id)
    services.remove(row, actor=who.user)


def own_channel(request: HttpRequest, channel_id: UUID) -> tuple[Caller, ChannelRow]:
    """One that the caller may change."""
    who = allowed(request, Action.CHANGE_ALERTS)
    return who, found(_channels(who), pk=channel_id)


def channel_problem(error: ChannelError) -> ProblemError:
    """Why a channel cannot be so."""
    return refused(error.code, _WHY.get(error.code, f"this does not fit: {error.where or error.code}"))


def _by_mail(who: Caller, wanted: MailChannel) -> Channel:
    member = found(Membership.objects.filter(organization=who.organization).select_related("user"), pk=wanted.member_id)
    try:
        made = services.mail_to(who.organization, member.user, actor=who.user, everything=wanted.everything)
    except ChannelError as error:
        raise channel_problem(error) from error
    return told_channel(found(_channels(who), pk=made.pk), members_of(who))


def _channels(who: Caller) -> QuerySet[ChannelRow]:
    return channels_of(who.organization)
