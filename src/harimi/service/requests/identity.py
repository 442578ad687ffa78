"""Finding out who asks (clauses 6, 7, 8-1): nothing is done to anybody's data before.

A code goes to the mail address that was given, known here or not, and only whoever read it learns more: so nobody finds out by
asking whether an address is known.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.publication import known_operator
from harimi.service.requests import evidence, fees, letters
from harimi.service.requests.codes import HOLDS, decide, new_check, new_code, try_code
from harimi.service.requests.errors import RequestError
from harimi.service.requests.finding import OPEN, note_found
from harimi.service.requests.models import Authority, Check, Request
from harimi.service.requests.states import locked, move

Method, Outcome, State = Check.Method, Check.Outcome, Request.State
BEFORE = (State.RECEIVED, State.IDENTIFYING)


def methods() -> tuple[str, ...]:
    """Those that the operator published; where nothing is published yet, a document."""
    return known_operator().identity_methods or (Method.DOCUMENT,)


@transaction.atomic
def signed_in(request: Request, *, now: datetime | None = None) -> Request:
    """A member who just showed their password again asks about what is theirs."""
    row = locked(request, State.RECEIVED)
    if row.channel != Request.Channel.MY_ACCOUNT or row.user is None:
        raise RequestError("method")
    at = now or timezone.now()
    Check.objects.create(request=row, method=Method.SIGN_IN, outcome=Outcome.CONFIRMED, asked_at=at, decided_at=at)
    return _identified(row, None, at)


@transaction.atomic
def ask_code(request: Request, method: str, *, by: User | None = None, now: datetime | None = None) -> str:
    """A new code, which only this answer tells: by mail to the address that was given, or for a letter by post. Raises
    `RequestError`.
    """
    row, at = locked(request, *BEFORE), now or timezone.now()
    if method not in HOLDS or method not in methods() or (row.agent and method == Method.MAIL_CODE):
        raise RequestError("method")  # an agent's own mailbox proves nothing of whom they act for
    _begun(row, by, at)
    code = new_code(row, method, at)
    if method == Method.MAIL_CODE and letters.tell(row, letters.CODE, code=code) is None:
        raise RequestError("no_mail")
    return code


@transaction.atomic
def ask_document(request: Request, *, by: User, now: datetime | None = None) -> Check:
    """Asks for a picture of a document, and for an agent's also of the paper that shows their right."""
    row, at = locked(request, *BEFORE), now or timezone.now()
    _begun(row, by, at)
    check = new_check(row, Method.DOCUMENT, at)
    letters.tell(row, letters.PROOF, agent=bool(row.agent))
    return check


def send(proof: Check | Authority, sent: bytes, *, now: datetime | None = None) -> None:
    """Their picture, instead of an earlier one. Raises `RequestError` or `PictureError`."""
    key = evidence.keep(proof, sent)
    with transaction.atomic():
        before = _taken(proof, key, now or timezone.now())
        old = key if before is None else before
        transaction.on_commit(lambda: blobs().delete(old) if old else None)
    if before is None:
        raise RequestError("state")


@transaction.atomic
def enter(request: Request, code: str, *, now: datetime | None = None) -> bool:
    """Whether that is the code. After so many wrong ones it is locked, and the address is told."""
    row, at = locked(request, State.IDENTIFYING), now or timezone.now()
    check = try_code(row, code, at)
    if check is None:
        return False
    if check.method == Method.MAIL_CODE:
        note_found(row)
    _go_on(row, None, at)
    return True


@transaction.atomic
def judge(check: Check, *, confirmed: bool, by: User, now: datetime | None = None) -> None:
    """Somebody looked at the picture: it is them, or it is not. The picture is deleted."""
    row, at = locked(check.request, State.IDENTIFYING), now or timezone.now()
    if not Check.objects.filter(pk=check.pk, outcome=Outcome.SENT).exists():
        raise RequestError("state")
    check.refresh_from_db()
    decide(check, Outcome.CONFIRMED if confirmed else Outcome.FAILED, by, at)
    evidence.delete(check)
    _go_on(row, by, at)


@transaction.atomic
def seen(request: Request, *, by: User, now: datetime | None = None) -> None:
    """Staff hold a document in their hands, or its copy came with the letter; also later, where a code alone is not enough."""
    row, at = locked(request, *OPEN), now or timezone.now()
    before = row.state in BEFORE
    if before:
        _begun(row, by, at)
    decide(new_check(row, Method.DOCUMENT, at), Outcome.CONFIRMED, by, at)
    if before:
        _go_on(row, by, at)


@transaction.atomic
def judge_authority(request: Request, words: str, *, confirmed: bool, by: User, now: datetime | None = None) -> None:
    """The paper shows that the agent may ask for them, or does not; `words` say what was seen. Its picture is deleted."""
    row, at = locked(request, *BEFORE), now or timezone.now()
    if not row.agent or not words.strip():
        raise RequestError("words" if row.agent else "method")
    _begun(row, by, at)
    paper = Authority.objects.select_related("request").get(request=row)
    paper.confirmed, paper.decided_at, paper.decided_by, paper.words = confirmed, at, by, words.strip()
    paper.save()
    evidence.delete(paper)
    _go_on(row, by, at)


def proven(request: Request) -> bool:
    """Whether it is known who asks, and an agent's right."""
    if not request.checks.filter(outcome=Outcome.CONFIRMED).exists():
        return False
    return not request.agent or Authority.objects.filter(request=request, confirmed=True).exists()


def _go_on(row: Request, by: User | None, at: datetime) -> None:
    if proven(row):
        _identified(row, by, at)


def _identified(row: Request, by: User | None, at: datetime) -> Request:
    evidence.delete_all(row)
    moved = move(row, State.IDENTIFIED, by=by, now=at)
    fees.quote(moved, now=at)
    return moved


def _begun(row: Request, by: User | None, at: datetime) -> None:
    if row.state == State.RECEIVED:
        row.state = State(move(row, State.IDENTIFYING, by=by, now=at).state)


def _taken(proof: Check | Authority, key: str, at: datetime) -> str | None:
    """The picture that was there before; None where none is waited for any more."""
    if locked(proof.request).state not in BEFORE:
        return None
    if isinstance(proof, Authority):
        papers = Authority.objects.filter(pk=proof.pk).exclude(confirmed=True)
        before = papers.values_list("blob", flat=True).first()
        return before if papers.update(blob=key, sent_at=at, confirmed=None) else None
    asked = Check.objects.filter(pk=proof.pk, method=Method.DOCUMENT, outcome__in=(Outcome.ASKED, Outcome.SENT))
    before = asked.values_list("blob", flat=True).first()
    return before if asked.update(blob=key, sent_at=at, outcome=Outcome.SENT) else None
