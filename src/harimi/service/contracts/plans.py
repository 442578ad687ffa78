"""Plans and their prices: offered, priced anew from a day on, and agreed with a customer instead of another one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from harimi.service.accounts import activity
from harimi.service.accounts.models import User
from harimi.service.contracts.models import Contract, Plan, PlanPrice, PlanSpell
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today


class PlanError(ValueError):
    """A price or a change that cannot be; `code` is a text `plans.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def declare_activity() -> None:
    """Called once Django has started."""
    activity.declare("plan", "changed", names=_names)


def on_offer() -> QuerySet[Plan]:
    """What can be applied for today: offered, and it has a price."""
    return Plan.objects.filter(Q(offered=True, prices__since__lte=today())).distinct().prefetch_related("prices")


@transaction.atomic
def set_price(plan: Plan, told: Mapping[str, Any], *, actor: User) -> PlanPrice:
    """What the plan costs from the day `since` on. Raises `PlanError` where that day has a price, or is over."""
    since = told["since"]
    if plan.prices.filter(since=since).exists():
        raise PlanError("same_day")
    if since < today() and PlanSpell.objects.filter(plan=plan, since__lte=today()).exists():
        raise PlanError("past")
    record("plan_priced", actor=actor.subject_id, case=plan.code)
    return PlanPrice.objects.create(plan=plan, **told)


@transaction.atomic
def change_plan(contract: Contract, plan: Plan, since: date, *, actor: User) -> None:
    """From that day on the contract has this plan; a change on the same or a later day gives way to it. Raises `PlanError`."""
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    if since < locked.since:
        raise PlanError("before")
    if plan.price_on(since) is None:
        raise PlanError("no_price")
    locked.spells.filter(since__gte=since).delete()
    last = locked.spells.last()
    if last is None or last.plan_id != plan.pk:
        PlanSpell.objects.create(contract=locked, plan=plan, since=since)
    Contract.objects.filter(pk=locked.pk).update(plan=plan)
    contract.plan = plan
    activity.note(locked.organization, "plan.changed", actor=actor, about=plan.pk)
    record("plan_changed", actor=actor.subject_id, subject=locked.subject_id, clause="2-2(1)", purpose="fees", case=plan.code)


def _names(ids: Collection[str]) -> Mapping[str, str]:
    return {str(one.pk): one.code for one in Plan.objects.filter(pk__in=ids)}
