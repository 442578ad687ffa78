"""Finding out who an applicant is: asked for, sent by them or seen by staff, and judged by somebody."""

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.contracts import evidence, letters
from harimi.service.contracts.applying import ApplicationError, letter
from harimi.service.contracts.models import Application, IdentityCheck
from harimi.service.platform.blobs import blobs
from harimi.service.privacy.audit import record

Method, Outcome = IdentityCheck.Method, IdentityCheck.Outcome
SEEN = (Method.DOCUMENT, Method.REGISTRY)
"""What staff find out by themselves."""


@transaction.atomic
def ask(application: Application, *, link: str, actor: User) -> IdentityCheck:
    """Asks the applicant for a picture of a document. Raises `ApplicationError`."""
    _received(application)
    if application.checks.filter(outcome__in=(Outcome.ASKED, Outcome.SENT)).exists():
        raise ApplicationError("asked_already")
    check = IdentityCheck.objects.create(application=application, method=Method.UPLOAD, asked_at=timezone.now())
    letter(application, letters.IDENTITY, link=link)
    _tell("identity_asked", application, actor, Method.UPLOAD)
    return check


def send(check: IdentityCheck, sent: bytes) -> None:
    """The applicant's picture, instead of an earlier one. Raises `ApplicationError` or `PictureError`."""
    if check.outcome not in (Outcome.ASKED, Outcome.SENT):
        raise ApplicationError("not_possible")
    before, key = check.evidence, evidence.keep(check, sent)
    with transaction.atomic():
        open_ones = IdentityCheck.objects.filter(pk=check.pk, outcome__in=(Outcome.ASKED, Outcome.SENT))
        if not open_ones.update(evidence=key, outcome=Outcome.SENT, sent_at=timezone.now()):
            transaction.on_commit(lambda: blobs().delete(key))
    if before:
        blobs().delete(before)
    check.refresh_from_db()
    if check.evidence != key:
        raise ApplicationError("not_possible")


@transaction.atomic
def judge(check: IdentityCheck, *, confirmed: bool, actor: User) -> None:
    """Somebody looked: it is them, or it is not. The picture is deleted. Raises `ApplicationError`."""
    outcome = Outcome.CONFIRMED if confirmed else Outcome.FAILED
    sent = IdentityCheck.objects.filter(pk=check.pk, outcome=Outcome.SENT)
    if not sent.update(outcome=outcome, decided_at=timezone.now(), decided_by=actor):
        raise ApplicationError("not_possible")
    check.refresh_from_db()
    evidence.delete(check)
    _tell(f"identity_{outcome}", check.application, actor, check.method)


@transaction.atomic
def seen(application: Application, method: str, *, actor: User) -> None:
    """Staff found out who it is without a picture: a document in their hands, or a register. Raises `ApplicationError`."""
    _received(application)
    if method not in SEEN:
        raise ApplicationError("method")
    told = {"method": method, "asked_at": timezone.now(), "decided_at": timezone.now(), "decided_by": actor}
    IdentityCheck.objects.create(application=application, outcome=Outcome.CONFIRMED, **told)
    evidence.delete_all(application)
    _tell("identity_confirmed", application, actor, method)


def confirmed(application: Application) -> bool:
    """Whether it is known who the applicant is."""
    return application.checks.filter(outcome=Outcome.CONFIRMED).exists()


def _received(application: Application) -> None:
    if application.state != Application.State.RECEIVED:
        raise ApplicationError("not_possible")


def _tell(action: str, application: Application, actor: User, method: str) -> None:
    about = {"subject": application.subject_id, "clause": "2-2(1)", "purpose": "identity_check", "case": method}
    record(action, actor=actor.subject_id, **about)  # type: ignore[arg-type]
