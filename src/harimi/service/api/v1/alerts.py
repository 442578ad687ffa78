"""What needs a person now."""

from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.models import OPEN
from harimi.service.alerts.models import Alert as AlertRow
from harimi.service.alerts.queries import JOINED
from harimi.service.alerts.services import LONGEST_NOTE, acknowledge, end_by_hand, snooze
from harimi.service.alerts.stated import AlertStated, statement
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, Moment, Sent

alert_calls = Subject("alerts", "What needs a person now: alerts, seen to, put off and ended.")


class Standing(StrEnum):
    """How an alert stands."""

    ANY = "any"
    OPEN = "open"
    ENDED = "ended"


class AlertsAsked(Paging):
    """Which alerts."""

    state: Standing = Field(Standing.ANY, description="Open ones are also those that somebody acknowledged.")
    kind: str = Field("", max_length=12, pattern="^[a-z_]*$", description="Of this kind, such as `silence`.")
    site_id: UUID | None = None
    meter_id: UUID | None = None
    since: Moment | None = Field(None, description="Opened at this moment or later.")


class Alerts(Listed):
    """A page of alerts, the newest first."""

    data: list[AlertStated]


class Note(Sent):
    """What somebody has to say to it."""

    note: str = Field("", max_length=LONGEST_NOTE)


class Snooze(Note):
    """Until when nobody is told of it, 90 days at most."""

    until: Moment = Field(examples=["2026-12-01T09:00:00+09:00"])


@alert_calls.get("/alerts", Scope.ALERTS_READ, Alerts)
def list_alerts(request: HttpRequest, asked: Query[AlertsAsked]) -> Alerts:
    """Alerts, the newest first."""
    rows = _alerts(allowed(request, Action.SEE))
    wanted = {"kind": asked.kind, "meter": asked.meter_id, "meter__site": asked.site_id, "opened_at__gte": asked.since}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    rows = rows.filter(state__in=OPEN) if asked.state == Standing.OPEN else rows
    rows = rows.exclude(state__in=OPEN) if asked.state == Standing.ENDED else rows
    part = part_of(request, rows, ("-opened_at", "-id"), asked)
    return Alerts(data=[statement(one) for one in part.rows], next=part.next)


@alert_calls.get("/alerts/{alert_id}", Scope.ALERTS_READ, AlertStated, missing=True)
def get_alert(request: HttpRequest, alert_id: UUID) -> AlertStated:
    """One alert, as it is now."""
    return statement(found(_alerts(allowed(request, Action.SEE)), pk=alert_id))


@alert_calls.make("/alerts/{alert_id}/acknowledge", Scope.ALERTS_WRITE, AlertStated, status=200)
def acknowledge_alert(request: HttpRequest, alert_id: UUID, body: Note) -> AlertStated:
    """Somebody sees to it: nobody else is told, and nothing escalates."""
    who, row = _mine(request, alert_id)
    acknowledge(row, actor=who.user, words=body.note)
    return statement(found(_alerts(who), pk=alert_id))


@alert_calls.make("/alerts/{alert_id}/snooze", Scope.ALERTS_WRITE, AlertStated, status=200)
def snooze_alert(request: HttpRequest, alert_id: UUID, body: Snooze) -> AlertStated:
    """Nobody is told of it until a moment."""
    who, row = _mine(request, alert_id)
    try:
        snooze(row, body.until, actor=who.user, words=body.note)
    except RuleError as error:
        raise refused("bad_moment", "until must be later than now, by 90 days at most") from error
    return statement(found(_alerts(who), pk=alert_id))


@alert_calls.make("/alerts/{alert_id}/end", Scope.ALERTS_WRITE, AlertStated, status=200)
def end_alert(request: HttpRequest, alert_id: UUID, body: Note) -> AlertStated:
    """Somebody says that it is over; what still is so opens no other before it was over once."""
    who, row = _mine(request, alert_id)
    end_by_hand(row, actor=who.user, words=body.note)
    return statement(found(_alerts(who), pk=alert_id))


def _mine(request: HttpRequest, alert_id: UUID) -> tuple[Caller, AlertRow]:
    who = allowed(request, Action.CHANGE_ALERTS)
    return who, found(_alerts(who), pk=alert_id)


def _alerts(who: Caller) -> QuerySet[AlertRow]:
    return AlertRow.objects.filter(organization=who.organization).select_related(*JOINED)
