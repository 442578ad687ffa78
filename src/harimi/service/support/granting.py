"""Acting for a customer: asked for by staff, given by an owner, begun, and ended by either side at any moment."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts import activity
from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_roles
from harimi.service.notices.letters import write
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.looks import Look, looking
from harimi.service.support.asking import CaseError
from harimi.service.support.grants import asks, open_to
from harimi.service.support.letters import HELP
from harimi.service.support.models import Case, Grant

LONGEST = 24
"""Hours for which it is given at most."""
ITEMS = ("place", "planned_meter", "contract_data", "camera_device", "camera_log", "display_content")
"""What it opens: places, meters, cameras, readings and photographs. People, contract and privacy stay the customer's."""


@transaction.atomic
def ask(case: Case, *, reason: str, scope: str, link: str, actor: User) -> Grant:
    """Asks the owners of the organization that a case concerns. Raises `CaseError`."""
    if case.organization is None or case.organization.ended_at is not None or case.state == Case.State.CLOSED:
        raise CaseError("nobody_to_ask")
    if reason not in Grant.Reason.values or scope not in Grant.Scope.values:
        raise CaseError("reason")
    if open_to(actor).filter(case=case).exists():
        raise CaseError("asked_already")
    told = {"case": case, "reason": reason, "scope": scope, "asked_at": timezone.now()}
    grant = Grant.objects.create(organization=case.organization, staff=actor, **told)
    for owner in members_who(case.organization, Action.MANAGE_CONTRACT):
        words = {"number": case.number, "reason": reason, "scope": scope, "link": link}
        write(HELP, to=owner, context=words, subject=case.organization.subject_id)
    _tell(grant, "asked", actor)
    return grant


@transaction.atomic
def give(grant: Grant, hours: int, *, actor: User) -> None:
    """An owner lets them in for some hours, from now on. Raises `CaseError`."""
    now = timezone.now()
    if not 1 <= hours <= LONGEST:
        raise CaseError("hours")
    if grant.organization.ended_at is not None:
        raise CaseError("nobody_to_ask")
    told = {"given_by": actor, "given_at": now, "until": now + timedelta(hours=hours)}
    if not Grant.objects.filter(asks(now), pk=grant.pk).update(**told):
        raise CaseError("not_possible")
    _tell(grant, "given", actor)


@transaction.atomic
def begin(grant: Grant, *, actor: User) -> None:
    """From now on they see what it opens, which is a look at that. Raises `CaseError`."""
    now = timezone.now()
    ready = Grant.objects.filter(pk=grant.pk, staff=actor, begun_at=None, revoked_at=None, until__gt=now)
    if StaffRole.SUPPORT not in staff_roles(actor) or not ready.update(begun_at=now):
        raise CaseError("not_possible")
    whose = grant.organization
    items = tuple(one for one in ITEMS if decide(Use("inquiries", (one,), whose.subject_id)).allowed)
    with looking(Look(actor.subject_id, "inquiries", items, _number(grant)), [whose]):
        _tell(grant, "begun", actor)


@transaction.atomic
def end(grant: Grant, *, actor: User | None, now: datetime | None = None) -> None:
    """Takes it back, refuses it, or is done with it; without an actor it ran out. Raises `CaseError`."""
    at = now or timezone.now()
    what = "refused" if grant.given_at is None else "ended"
    if not Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=at):
        raise CaseError("not_possible")
    _tell(grant, what, actor)


def end_what_ran_out(now: datetime | None = None) -> int:
    """Notes the end of what ended by itself; how many."""
    over = list(Grant.objects.filter(revoked_at=None, until__lte=now or timezone.now()).select_related("organization"))
    for grant in over:
        end(grant, actor=None, now=grant.until)
    return len(over)


def _tell(grant: Grant, what: str, actor: User | None) -> None:
    """In the audit, and where the customer reads what was done."""
    about = grant.organization.subject_id
    who = None if actor is None else actor.subject_id
    record(f"help_{what}", actor=who, subject=about, clause="2-2(2)", purpose="inquiries", case=_number(grant))
    activity.note(grant.organization, f"support.{what}", actor=actor)


def _number(grant: Grant) -> str:
    return grant.case.number if grant.case else ""
