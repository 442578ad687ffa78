"""What pages and others read of alerts, each person only what they may see."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import User
from harimi.service.alerts.models import OPEN, Alert, AlertEvent, Rule
from harimi.service.meters.models import Register

JOINED = ("register__meter__site", "meter__site", "device", "attempt", "rule", "organization", "acknowledged_by")
"""What telling an alert reads."""


def alerts_of(user: User) -> QuerySet[Alert]:
    """The alerts of the organizations that the person sees, newest first. Tenants see none."""
    mine = Alert.objects.filter(organization__in=allowed_in(user, Action.SEE))
    return mine.select_related(*JOINED).order_by("-opened_at", "-pk")


def changeable_alerts(user: User) -> QuerySet[Alert]:
    """Those that the person may acknowledge, put off and end."""
    return Alert.objects.filter(organization__in=allowed_in(user, Action.CHANGE_ALERTS)).select_related(*JOINED)


def open_alerts(user: User) -> QuerySet[Alert]:
    """What needs somebody now: alarms first, then what nobody acknowledged, then the newest."""
    return alerts_of(user).filter(state__in=OPEN).order_by("level", "-state", "-opened_at", "-pk")


def count_open(user: User) -> Mapping[str, int]:
    """How many are open, by level; of those that nobody acknowledged."""
    mine = Alert.objects.filter(organization__in=allowed_in(user, Action.SEE), state=Alert.State.OPEN)
    return dict(mine.order_by().values_list("level").annotate(Count("pk")))


def alerts_at(register: Register, since: datetime, until: datetime) -> QuerySet[Alert]:
    """Those of a register, its meter and the cameras over it that reach into a time, for its curve."""
    theirs = Q(register=register) | Q(register=None, meter=register.meter_id)
    reaching = Q(until=None) | Q(until__gte=since)
    return Alert.objects.filter(theirs, reaching, since__lt=until).select_related(*JOINED).order_by("since")


def events_of(alert: Alert) -> QuerySet[AlertEvent]:
    """What became of it, in order."""
    return alert.events.select_related("actor", "alert__organization").order_by("pk")


def rules_of(user: User) -> QuerySet[Rule]:
    """The rules of the organizations that the person sees."""
    mine = Rule.objects.filter(organization__in=allowed_in(user, Action.SEE))
    return mine.select_related("organization", "site", "meter__site", "register__meter__site").order_by("own", "made_at")


def changeable_rules(user: User) -> QuerySet[Rule]:
    """Those that the person may change."""
    return rules_of(user).filter(organization__in=allowed_in(user, Action.CHANGE_ALERTS))


def open_by_meter(user: User) -> Mapping[UUID, int]:
    """How many open alerts each meter has, for lists of meters."""
    mine = Alert.objects.filter(organization__in=allowed_in(user, Action.SEE), state__in=OPEN)
    return dict(mine.order_by().values_list("meter").annotate(Count("pk")))
