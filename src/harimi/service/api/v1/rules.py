"""What is watched for: rules are made, tried against the past, changed, switched and deleted."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.alerts import rules
from harimi.service.alerts.channels.services import ChannelError, hear
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.models import Rule as RuleRow
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.rule_words import Rule, RuleAsked, RuleOfKind, Rules, SwitchRule, told_rule
from harimi.service.api.v1.sites import sites_of

rule_calls = Subject("rules", "What is watched for, and whom it is told. The settings of a rule are those of its kind.")
_WHY = {
    "first": "this rule is there from the beginning: it can be switched off, and not deleted",
    "escalation": "escalation are up to five minutes that rise",
    "quiet": "these hours are never quiet",
    "scope": "a rule is for one site, one meter, one register or all, and what it is for stays; so does its kind",
    "channel": "a channel of hearings is not there",
}


@rule_calls.get("/rules", Scope.ALERTS_READ, Rules)
def list_rules(request: HttpRequest) -> Rules:
    """What is watched for."""
    return Rules(data=[told_rule(one) for one in _rules(allowed(request, Action.SEE)).order_by("kind", "pk")])


@rule_calls.make("/rules", Scope.ALERTS_WRITE, Rule)
def make_rule(request: HttpRequest, body: RuleOfKind) -> Rule:
    """Makes a rule, switched off unless told otherwise: try it against the past first, by `/rule-trials`."""
    who, asked = allowed(request, Action.CHANGE_ALERTS), body.root
    scope = scope_of(who, asked)
    try:
        with transaction.atomic():
            made = rules.make_rule(who.organization, asked.kind, asked.told(), scope=scope, on=bool(asked.on), actor=who.user)
            _hear(made, asked, who)
    except (RuleError, ChannelError) as error:
        raise problem(error) from error
    return told_rule(found(_rules(who), pk=made.pk))


@rule_calls.get("/rules/{rule_id}", Scope.ALERTS_READ, Rule, missing=True)
def get_rule(request: HttpRequest, rule_id: UUID) -> Rule:
    """One rule."""
    return told_rule(found(_rules(allowed(request, Action.SEE)), pk=rule_id))


@rule_calls.change("/rules/{rule_id}", Scope.ALERTS_WRITE, Rule)
def change_rule(request: HttpRequest, rule_id: UUID, body: SwitchRule) -> Rule:
    """Switches it on or off; open alerts of one that is off end."""
    who, row = _mine(request, rule_id)
    rules.switch_rule(row, on=body.on, actor=who.user)
    return told_rule(found(_rules(who), pk=rule_id))


@rule_calls.change("/rules/{rule_id}", Scope.ALERTS_WRITE, Rule, method="PUT")
def put_rule(request: HttpRequest, rule_id: UUID, body: RuleOfKind) -> Rule:
    """Has it watch for something else; its open alerts are judged anew.

    What is left out is as it is for a new rule, but for `on` and `hearings`, which stay. Its kind and what it is for stay; they
    may be told as they are.
    """
    who, row = _mine(request, rule_id)
    asked = body.root
    if asked.kind != row.kind or any(one not in (None, now) for one, now in _scopes(asked, row)):
        raise refused("scope", _WHY["scope"])
    try:
        with transaction.atomic():
            rules.change_rule(row, asked.told(), actor=who.user)
            _hear(row, asked, who)
            if asked.on is not None:
                rules.switch_rule(row, on=asked.on, actor=who.user)
    except (RuleError, ChannelError) as error:
        raise problem(error) from error
    return told_rule(found(_rules(who), pk=rule_id))


@rule_calls.delete("/rules/{rule_id}", Scope.ALERTS_WRITE)
def delete_rule(request: HttpRequest, rule_id: UUID) -> None:
    """Deletes it. Its open alerts end, and those that it had stay; one that is not `own` can only be switched off."""
    who = allowed(request, Action.CHANGE_ALERTS)
    try:
        rules.delete_rule(found(_rules(who), pk=rule_id), actor=who.user)
    except RuleError as error:
        raise problem(error) from error


def scope_of(who: Caller, asked: RuleAsked) -> rules.Scope:
    """What a rule is to be for, of what the caller has."""
    told = [one for one in (asked.site_id, asked.meter_id, asked.register_id) if one is not None]
    if len(told) > 1:
        raise refused("scope", _WHY["scope"])
    if asked.site_id:
        return found(sites_of(who), pk=asked.site_id)
    if asked.meter_id:
        return found(meters_of(who), pk=asked.meter_id)
    return found(registers_of(who), pk=asked.register_id) if asked.register_id else None


def problem(error: RuleError | ChannelError) -> ProblemError:
    """Why a rule cannot be so."""
    details = ", ".join(error.details) if isinstance(error, RuleError) else ""
    return refused(error.code, _WHY.get(error.code, f"this does not fit: {details}" if details else error))


def _mine(request: HttpRequest, rule_id: UUID) -> tuple[Caller, RuleRow]:
    who = allowed(request, Action.CHANGE_ALERTS)
    row = found(_rules(who), pk=rule_id)
    unchanged(request, told_rule(row))
    return who, row


def _scopes(asked: RuleAsked, row: RuleRow) -> list[tuple[UUID | None, UUID | None]]:
    return [(asked.site_id, row.site_id), (asked.meter_id, row.meter_id), (asked.register_id, row.register_id)]


def _hear(row: RuleRow, asked: RuleAsked, who: Caller) -> None:
    if asked.hearings is not None:
        hear(row, {one.channel_id: one.step for one in asked.hearings}, actor=who.user)


def _rules(who: Caller) -> QuerySet[RuleRow]:
    mine = RuleRow.objects.filter(organization=who.organization)
    return mine.select_related("organization").prefetch_related("hearings")
