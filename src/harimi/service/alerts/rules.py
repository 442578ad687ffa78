"""What people do with rules: made, changed, switched on and off, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.happening import end
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import OPEN, Alert, Ended, Level, Rule
from harimi.service.alerts.quiet import Quiet
from harimi.service.alerts.watching import look_again
from harimi.service.meters.models import Meter, Register, Site

MOST_STEPS, LONGEST = 5, 7 * 24 * 60
"""Steps of an escalation, and minutes until the last one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wants a rule to be like: `settings` those of its kind, `quiet` and `escalation` as the rule keeps them."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    believed: Rule.Believed = Rule.Believed.ESTIMATED
    level: Level = Level.WARNING
    quiet: Mapping[str, Any] | None = None
    escalation: Sequence[int] = ()
    spares: bool = False


Scope = Site | Meter | Register | None
"""For what a rule is; None for all that an organization has."""


def make_rule(organization: Organization, kind: str, told: Told, *, scope: Scope = None, on: bool = False, actor: User) -> Rule:
    """A new rule, switched off unless told otherwise, so that it can be tried first. Raises `RuleError`."""
    if kind not in KINDS:
        raise RuleError("kind")
    rule = Rule(
        organization=organization, kind=kind, on=on, made_by=actor, **_scope(organization, scope), **_checked(kind, told)
    )
    with transaction.atomic():
        rule.save()
        look_again(rule)
        note(organization, "rule.made", actor=actor, about=rule.pk)
    return rule


def change_rule(rule: Rule, told: Told, *, actor: User) -> None:
    """It watches for something else, or is told otherwise; open alerts are judged anew. Raises `RuleError`."""
    for name, value in _checked(rule.kind, told).items():
        setattr(rule, name, value)
    _save(rule, "changed", actor)


def switch_rule(rule: Rule, *, on: bool, actor: User) -> None:
    """It watches from now on, or no more: then its open alerts end."""
    if rule.on == on:
        return
    rule.on = on
    _save(rule, "switched_on" if on else "switched_off", actor)


def delete_rule(rule: Rule, *, actor: User) -> None:
    """It goes, its open alerts end, and those that it had stay. Raises `RuleError` for one that every organization has."""
    if not rule.own:
        raise RuleError("first")
    with transaction.atomic():
        for alert in Alert.objects.filter(rule=rule, state__in=OPEN):
            end(alert, Ended.RULE_OFF, actor=actor)
        look_again(rule)
        note(rule.organization, "rule.deleted", actor=actor)
        rule.delete()


def _save(rule: Rule, what: str, actor: User) -> None:
    rule.changed_at = timezone.now()
    with transaction.atomic():
        rule.save()
        look_again(rule)
        note(rule.organization, f"rule.{what}", actor=actor, about=rule.pk)


def _scope(organization: Organization, scope: Scope) -> dict[str, Any]:
    if scope is None:
        return {}
    site = scope if isinstance(scope, Site) else (scope.meter if isinstance(scope, Register) else scope).site
    if site.organization_id != organization.pk:
        raise RuleError("scope")
    return {type(scope).__name__.lower(): scope}


def _checked(kind: str, told: Told) -> dict[str, Any]:
    """The columns of a rule. Raises `RuleError`."""
    steps = list(told.escalation)
    if steps != sorted(set(steps)) or len(steps) > MOST_STEPS or any(not 1 <= one <= LONGEST for one in steps):
        raise RuleError("escalation")
    quiet = None if told.quiet is None else _read(Quiet, told.quiet, "quiet")
    settings = _read(KINDS[kind].Settings, told.settings, "settings")
    rest = {"name": told.name, "believed": told.believed, "level": told.level, "spares": told.spares}
    return {**rest, "settings": settings, "quiet": quiet, "escalation": steps}


def _read(form: Any, told: Mapping[str, Any], code: str) -> Any:
    """As it is kept: what a form takes, with all that nobody told."""
    try:
        return form.model_validate(told).model_dump(mode="json")
    except ValidationError as error:
        raise RuleError(code, tuple(".".join(map(str, one["loc"])) or one["msg"] for one in error.errors())) from error
