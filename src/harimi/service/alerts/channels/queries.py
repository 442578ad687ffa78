"""Channels and the delivery record, as pages show them."""

from uuid import UUID

from django.db.models import QuerySet

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Organization, User
from harimi.service.alerts.models import Alert, Channel, Telling


def channels_of(organization: Organization) -> QuerySet[Channel]:
    """Those by which people are told, the oldest first."""
    rows = Channel.objects.filter(organization=organization, ended_at=None)
    return rows.select_related("organization", "instruction", "user").order_by("made_at", "pk")


def channel_for(user: User, pk: UUID) -> Channel | None:
    """A channel that the person may change; None where there is none, or it is not theirs to change."""
    rows = Channel.objects.filter(organization__in=allowed_in(user, Action.CHANGE_ALERTS), ended_at=None, pk=pk)
    return rows.select_related("organization", "instruction", "user").first()


def mail_of(user: User, organization: Organization) -> Channel | None:
    """The way by which a member is told by mail; None where they are not. Each may have one, and end it, themselves."""
    return channels_of(organization).filter(user=user).first()


def told_by(channel: Channel) -> QuerySet[Telling]:
    """What was, and is to be, told by a channel, the latest first."""
    joined = ("event__alert__meter__site__organization", "event__alert__register")
    return Telling.objects.filter(channel=channel).select_related(*joined).order_by("-asked_at", "pk")


def told_of(alert: Alert) -> QuerySet[Telling]:
    """Who was told of an alert, and what came of it, in order."""
    rows = Telling.objects.filter(event__alert=alert)
    return rows.select_related("event", "channel__organization", "channel__user").order_by("event", "asked_at", "pk")
