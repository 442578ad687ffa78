"""From the investigation to the one notice: executed, decided with ground and reason, told, closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.notices.models import Message
from harimi.service.privacy.manifest import current
from harimi.service.requests import answers, evidence, fees, letters, notice
from harimi.service.requests.clock import day_in_japan
from harimi.service.requests.doing import there
from harimi.service.requests.errors import RequestError
from harimi.service.requests.identity import proven
from harimi.service.requests.kinds import facts
from harimi.service.requests.models import Ended, Fee, Request, Step
from harimi.service.requests.states import WITHDRAWABLE, locked, move

State, Outcome, Kind = Request.State, Request.Outcome, Request.Kind


RETURNED = "mail returned"


@dataclass(frozen=True, slots=True)
class Decision:
    """How it ends: a refusal, or a part that is refused, has a `ground` and a reason in `words`; `withheld` are items."""

    outcome: str
    ground: str = ""
    words: str = ""
    withheld: tuple[str, ...] = ()


@transaction.atomic
def execute(
    request: Request, *, by: User, words: str = "", withheld: Collection[str] = (), now: datetime | None = None
) -> None:
    """After the investigation: what is disclosed is made by a worker, everything else is done step by step from here on.

    Raises `RequestError` where nobody has shown who asks, whatever the state says.
    """
    row = locked(request, State.INVESTIGATING)
    if not proven(row):
        raise RequestError("identity")
    if set(withheld) - set(current().items):
        raise RequestError("withheld")
    at = now or timezone.now()
    Request.objects.filter(pk=row.pk).update(withheld=sorted(withheld))
    row.withheld = sorted(withheld)
    move(row, State.EXECUTING, by=by, words=words, now=at)
    if row.kind == Kind.DISCLOSURE:
        answers.begin(row, at)


@transaction.atomic
def decide(request: Request, decision: Decision, *, by: User, now: datetime | None = None) -> Request:
    """Ends it with one notice, which is kept and sent, and settles the fee. Raises `RequestError`."""
    row, at = locked(request, State.INVESTIGATING, State.EXECUTING), now or timezone.now()
    _check(row, decision)
    return _end(row, decision, by, at)


@transaction.atomic
def not_identified(request: Request, words: str, *, by: User, now: datetime | None = None) -> Request:
    """Nobody could show who asks. The notice is the same whether somebody of that name is known here or not."""
    row, at = locked(request, State.RECEIVED, State.IDENTIFYING), now or timezone.now()
    if not words.strip():
        raise RequestError("words")
    if row.state == State.RECEIVED:
        move(row, State.IDENTIFYING, by=by, now=at)
    move(row, State.UNIDENTIFIED, by=by, words=words, now=at)
    row.state = State.UNIDENTIFIED
    return _end(row, Decision(Outcome.UNIDENTIFIED), by, at)


@transaction.atomic
def withdraw(request: Request, *, by: User | None = None, words: str = "", now: datetime | None = None) -> None:
    """They want it no longer; possible until something is done. Nothing is to be paid."""
    row, at = locked(request, *WITHDRAWABLE), now or timezone.now()
    fees.withdrawn(row, now=at)
    move(row, State.WITHDRAWN, by=by, words=words, now=at)
    Request.objects.filter(pk=row.pk).update(closed_at=at)
    evidence.delete_all(row)


@transaction.atomic
def posted(request: Request, *, by: User, now: datetime | None = None) -> None:
    """The notice went by post, with whatever is handed out on paper."""
    _notified(locked(request, State.DECIDED), by, now or timezone.now())


def arrived(request: Request, now: datetime) -> None:
    """The mail server took the notice; paper is still to be posted."""
    with transaction.atomic():
        row = locked(request)
        if row.state == State.DECIDED and not needs_post(row):
            _notified(row, None, now)


def returned(request: Request, now: datetime) -> None:
    """The mail did not arrive after all."""
    move(request, State.DECIDED, words=RETURNED, now=now)
    Request.objects.filter(pk=request.pk).update(notified_at=None)


def needs_post(request: Request) -> bool:
    """Whether the notice goes by post: they chose paper, or no mail reaches them."""
    if request.form == Request.Form.PAPER or request.letter is None:
        return True
    return Message.objects.filter(pk=request.letter, state__in=(Message.State.FAILED, Message.State.BOUNCED)).exists()


@transaction.atomic
def close(request: Request, *, by: User | None = None, now: datetime | None = None) -> None:
    """Nothing is left to do; what was handed in as proof and what was made to be fetched goes. Files stay as long as the notice
    promises: raises `RequestError` before.
    """
    row, at = locked(request, State.NOTIFIED), now or timezone.now()
    fetchable = row.form == Request.Form.ELECTRONIC and row.answers.exists()
    if fetchable and row.notified_at is not None and at < row.notified_at + timedelta(days=notice.FETCHABLE):
        raise RequestError("files")
    move(row, State.CLOSED, by=by, now=at)
    Request.objects.filter(pk=row.pk).update(closed_at=at)
    evidence.delete_all(row)
    answers.forget(row)


def _check(row: Request, told: Decision) -> None:
    done = told.outcome in (Outcome.FULFILLED, Outcome.PARTIAL)
    if told.outcome not in (Outcome.FULFILLED, Outcome.PARTIAL, Outcome.NOT_FOUND, Outcome.REFUSED):
        raise RequestError("outcome")
    if done and row.state != State.EXECUTING:
        raise RequestError("executing")
    if told.outcome in (Outcome.REFUSED, Outcome.PARTIAL):
        if told.ground not in facts(row.kind).grounds:
            raise RequestError("ground")
        if not told.words.strip():
            raise RequestError("words")
    if done and not told.words.strip() and facts(row.kind).clause.startswith("8"):
        raise RequestError("done_words")
    there.check(row, told.outcome)


def _end(row: Request, told: Decision, by: User, at: datetime) -> Request:
    refused = told.outcome in (Outcome.REFUSED, Outcome.PARTIAL)
    row.outcome, row.ground, row.decided_at = Outcome(told.outcome), told.ground if refused else "", at
    yen = fees.settle(row, told.outcome, by=by, now=at)
    row.heading, row.notice = notice.worded(row, told.words if refused or told.words else "", yen)
    mail = letters.tell(row, letters.ANSWER, heading=row.heading, notice=row.notice)
    row.letter = mail.pk if mail else None
    row.save(update_fields=["outcome", "ground", "decided_at", "heading", "notice", "letter"])
    days = {"arrived_on": day_in_japan(row.arrived_at), "due_on": row.due_on, "answered_on": day_in_japan(at)}
    Ended.objects.create(number=row.number, kind=row.kind, outcome=row.outcome, ground=row.ground, fee=yen, **days)
    evidence.delete_all(row)
    return move(row, State.DECIDED, by=by, words=told.words, now=at)


def _notified(row: Request, by: User | None, at: datetime) -> None:
    move(row, State.NOTIFIED, by=by, now=at)
    Request.objects.filter(pk=row.pk).update(notified_at=at)


def fee_of(request: Request) -> Fee | None:
    """Its fee, if it ever cost anything."""
    return Fee.objects.filter(request=request).select_related("organization").first()


def steps_of(request: Request) -> list[Step]:
    """All that happened, the first at the top. Open it for the purpose of inquiries."""
    return list(request.steps.select_related("request", "by"))
