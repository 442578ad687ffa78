"""What staff do about a case: take it, answer or ask back, note something, close it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_roles
from harimi.service.notices.sending import message_id
from harimi.service.privacy.audit import record
from harimi.service.privacy.cards import masked
from harimi.service.support import letters
from harimi.service.support.asking import MOST, CaseError
from harimi.service.support.clock import due
from harimi.service.support.models import Case, Message, Note

State = Case.State
RUNNING = (State.NEW, State.OPEN)
"""While the clock runs."""


@transaction.atomic
def answer(case: Case, body: str, *, actor: User, asks_back: bool) -> Message:
    """Writes to who asked, on their page and by mail. Raises `CaseError` for nothing, or for a case that is closed."""
    text, at = masked(body.strip())[:MOST], timezone.now()
    if not text:
        raise CaseError("empty")
    told = {"state": State.WAITING} if asks_back else {"state": State.ANSWERED, "answered_at": at}
    if not Case.objects.filter(pk=case.pk).exclude(state=State.CLOSED).update(**told):
        raise CaseError("closed")
    mail = letters.to_who_asked(case, letters.ANSWERED, body=text, asks_back=asks_back)
    _tell("case_answered", case, actor)
    sent = "" if mail is None else message_id(mail)
    return Message.objects.create(case=case, side=Message.Side.STAFF, at=at, user=actor, body=text, mail_id=sent)


@transaction.atomic
def note(case: Case, body: str, *, actor: User) -> Note:
    """Keeps something for other staff. Raises `CaseError` for nothing."""
    text = masked(body.strip())[:MOST]
    if not text:
        raise CaseError("empty")
    return Note.objects.create(case=case, at=timezone.now(), user=actor, body=text)


@transaction.atomic
def assign(case: Case, user: User | None, *, actor: User) -> None:
    """Somebody who answers inquiries has it from now on, or nobody. Raises `CaseError`."""
    if user is not None and StaffRole.SUPPORT not in staff_roles(user):
        raise CaseError("not_support")
    Case.objects.filter(pk=case.pk).update(assigned=user)
    if user is not None:
        Case.objects.filter(pk=case.pk, state=State.NEW).update(state=State.OPEN)
    _tell("case_assigned", case, actor)


@transaction.atomic
def close(case: Case, *, actor: User) -> None:
    """Nothing is left to do. Raises `CaseError`."""
    still = Case.objects.filter(pk=case.pk).exclude(state=State.CLOSED)
    if not still.update(state=State.CLOSED, closed_at=timezone.now()):
        raise CaseError("closed")
    _tell("case_closed", case, actor)


@transaction.atomic
def reopen(case: Case, *, actor: User) -> None:
    """It was closed, or answered, too soon. Raises `CaseError`."""
    done = Case.objects.filter(pk=case.pk).exclude(state__in=RUNNING)
    if not done.update(state=State.OPEN, closed_at=None, due_at=due(case.kind, _last_asked(case))):
        raise CaseError("open")
    _tell("case_reopened", case, actor)


@transaction.atomic
def change_kind(case: Case, kind: str, *, actor: User) -> None:
    """It is another kind than the sender thought; its clock is that kind's. Raises `CaseError`."""
    if kind not in Case.Kind.values:
        raise CaseError("kind")
    Case.objects.filter(pk=case.pk).update(kind=kind, due_at=due(kind, _last_asked(case)))
    _tell("case_kind", case, actor)


def _last_asked(case: Case) -> datetime:
    """From when the clock counts: the customer's last message."""
    last = case.messages.filter(side=Message.Side.CUSTOMER).last()
    return last.at if last else case.arrived_at


def _tell(action: str, case: Case, actor: User) -> None:
    about = case.subject_id
    record(action, actor=actor.subject_id, subject=about, clause="2-2(2)", purpose="inquiries", case=case.number)
