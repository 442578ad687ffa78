"""A rule is switched on and off, or deleted."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from harimi.service.accounts.models import User
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.models import Rule
from harimi.service.alerts.rules import delete_rule, switch_rule
from harimi.service.pages.access import person
from harimi.service.pages.alerts.views_rules import own_rule
from harimi.service.pages.texts import text


@require_POST
@login_required
def rule_step(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Does what a button says."""
    row = own_rule(request, rule_id)
    do = _STEPS.get(request.POST.get("step", ""))
    if do is not None:
        try:
            messages.success(request, do(row, person(request)))
        except RuleError as wrong:
            messages.error(request, text(f"rule.error.{wrong.code}"))
    return redirect("rules")


def _on(row: Rule, actor: User) -> str:
    switch_rule(row, on=True, actor=actor)
    return text("rule.switched_on")


def _off(row: Rule, actor: User) -> str:
    switch_rule(row, on=False, actor=actor)
    return text("rule.switched_off")


def _delete(row: Rule, actor: User) -> str:
    delete_rule(row, actor=actor)
    return text("rule.deleted")


_STEPS: Mapping[str, Callable[[Rule, User], str]] = {"on": _on, "off": _off, "delete": _delete}
