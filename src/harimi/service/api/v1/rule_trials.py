"""A rule is tried against the past: what it would have told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.trial import Trialled
from harimi.service.alerts.trying import DAYS, try_on
from harimi.service.api.v1.caller import allowed
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.rule_words import RuleOfKind
from harimi.service.api.v1.rules import problem, scope_of
from harimi.service.api.v1.words import Sent

rule_trial_calls = Subject("rule trials", "What a rule would have told, before it is switched on.")


class TrialAsked(Sent):
    """How far back."""

    days: int = Field(DAYS[0], ge=1, le=DAYS[-1])


class WouldBe(BaseModel):
    """An alert that there would have been: `told` when, of what since when until when, null where that still is so.

    `figures` are those of an alert; `attempt` is the picture behind it.
    """

    register_id: UUID
    meter_id: UUID
    told: datetime
    since: datetime
    until: datetime | None
    level: str
    at: datetime
    attempt: int | None
    figures: dict[str, Any]


class RuleTrial(BaseModel):
    """What the rule would have told: the last of `count` alerts, newest first, of `tried` registers out of `there`."""

    days: int
    count: int
    tried: int
    there: int
    data: list[WouldBe]


@rule_trial_calls.send("/rule-trials", Scope.ALERTS_WRITE, RuleTrial)
def try_rule(request: HttpRequest, body: RuleOfKind, asked: Query[TrialAsked]) -> RuleTrial:
    """Tries a rule against the past, by the values that are known today. Nothing is kept.

    At most 30 registers are judged and 50 alerts told. It counts as a photograph that is read while somebody waits.
    """
    who, wanted = allowed(request, Action.CHANGE_ALERTS), body.root
    count_work(request, who.token)
    try:
        found = try_on(who.organization, wanted.kind, wanted.told(), scope_of(who, wanted), asked.days)
    except RuleError as error:
        raise problem(error) from error
    told = {"days": found.days, "count": found.count, "tried": found.tried, "there": found.there}
    return RuleTrial(data=[_told(one) for one in found.newest], **told)


def _told(one: Trialled) -> WouldBe:
    names = ("told", "since", "until", "level", "at", "attempt", "figures")
    return WouldBe(register_id=one.register.pk, meter_id=one.register.meter_id, **{name: getattr(one, name) for name in names})
