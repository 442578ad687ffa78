"""An application's way until somebody decides: sent, confirmed by mail, withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.contracts import evidence, letters
from harimi.service.contracts.models import Application, Plan, PlannedPlace
from harimi.service.contracts.plans import on_offer
from harimi.service.contracts.rehoming import rehome
from harimi.service.contracts.tokens import new_token, token_hash
from harimi.service.notices.letters import write
from harimi.service.privacy import keys
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import accept, in_force
from harimi.service.privacy.wishes import PublicationError

State = Application.State
Link = Callable[[str], str]
"""The address of the applicant's own page for a token."""


class ApplicationError(ValueError):
    """A step that cannot be taken; `code` is a text `apply.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Place:
    """Where how many meters of a kind are to be read."""

    place: str
    kind: str
    meters: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed. A household has neither `corporate_name` nor `department`."""

    plan: Plan
    kind: str
    email: str
    name: str
    postal_code: str
    address: str
    telephone: str
    corporate_name: str = ""
    department: str = ""
    places: Sequence[Place] = field(default_factory=tuple)

    @property
    def meters(self) -> int:
        """How many in all."""
        return sum(one.meters for one in self.places)


def is_open() -> bool:
    """Whether people whom the operator does not know can apply: the published policy has no gaps, and there is a plan."""
    try:
        return in_force().complete and on_offer().exists()
    except PublicationError:
        return False


@transaction.atomic
def send(wanted: Wanted, *, language: str, link: Link, now: datetime | None = None) -> Application:
    """Keeps an application under policy and terms in force, and asks by mail whether it is the address's owner's own.

    Raises `ApplicationError` where nobody can apply, or not for so many meters.
    """
    if not is_open() or not wanted.plan.offered:
        raise ApplicationError("closed")
    if wanted.plan.meters_most is not None and wanted.meters > wanted.plan.meters_most:
        raise ApplicationError("too_many_meters")
    subject, token = keys.new_subject(Subject.Kind.PERSON), new_token()
    agreed = accept(subject, language)
    typed = {name: getattr(wanted, name) for name in ("plan", "kind", "name", *DETAILS)}
    row = Application.objects.create(
        **typed,
        subject=subject,
        email=wanted.email.strip().lower(),
        language=language,
        token_hash=token_hash(token),
        policy=agreed.policy,
        terms=agreed.terms,
        sent_at=now or timezone.now(),
    )
    for one in wanted.places:
        PlannedPlace.objects.create(application=row, place=one.place, kind=one.kind, meters=one.meters)
    letter(row, letters.CONFIRM, link=link(token))
    record("applied", actor=subject.pk, subject=subject.pk, clause="2-2(1)", purpose="registration", policy=agreed.policy)
    return row


DETAILS = ("corporate_name", "department", "postal_code", "address", "telephone")
"""What a contract takes over from its application, besides the name."""


def by_token(token: str) -> Application | None:
    """The application that a link in a mail leads to, None where there is none any more."""
    rows = Application.objects.select_related("plan", "contract")
    return rows.filter(token_hash=token_hash(token)).exclude(state=State.UNCONFIRMED, sent_at__lte=too_old()).first()


@transaction.atomic
def confirm(application: Application, *, link: str) -> None:
    """The owner of the address says that it is theirs; once is enough. Raises `ApplicationError`."""
    same = Application.objects.filter(pk=application.pk, state=State.UNCONFIRMED)
    if not same.update(state=State.RECEIVED, confirmed_at=timezone.now()):
        raise ApplicationError("not_possible")
    application.refresh_from_db()
    known = User.objects.filter(email=application.email, is_active=True).first()
    if known is not None:
        rehome(application, known)
    letter(application, letters.RECEIVED, link=link)


@transaction.atomic
def withdraw(application: Application) -> None:
    """The applicant changes their mind. Raises `ApplicationError` where it is decided already."""
    same = Application.objects.filter(pk=application.pk, state__in=(State.UNCONFIRMED, State.RECEIVED))
    if not same.update(state=State.WITHDRAWN, decided_at=timezone.now()):
        raise ApplicationError("not_possible")
    evidence.delete_all(application)
    record("application_withdrawn", actor=application.subject_id, subject=application.subject_id, clause="2-2(1)")


def letter(application: Application, name: str, **context: object) -> None:
    """Writes to the applicant, in the language in which they applied."""
    about = application.subject_id
    write(name, to=application.email, context=context, subject=about, language=application.language)


def too_old(at: datetime | None = None) -> datetime:
    """When what nobody has confirmed yet was sent too long ago."""
    return (at or timezone.now()) - held().kept("unconfirmed")
