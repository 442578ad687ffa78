"""Versions of the policy that ask for agreement: who is asked, what each answered, and up to which version they are bound.

Going on with the service is no answer, and whoever gives none stays under the earlier version: the gate denies them what the
new one adds (`opened.py`), and nothing else changes for them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Min, QuerySet

from harimi.service.privacy.audit import record
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.documents import Language
from harimi.service.privacy.models import Acceptance, PolicyAnswer, PolicyPublication, Subject

Kind = PolicyAnswer.Kind
ANSWERS = (Kind.AGREED, Kind.DECLINED, Kind.WITHDRAWN)
CLAUSE = "10"


class AnswerError(ValueError):
    """An answer that cannot be given: to a version that asks for none, or a withdrawal of what was not agreed to."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many subjects gave which answer last."""

    agreed: int = 0
    declined: int = 0
    withdrawn: int = 0

    @property
    def answered(self) -> int:
        """All of them."""
        return self.agreed + self.declined + self.withdrawn


def asking() -> QuerySet[PolicyPublication]:
    """The versions that ask, oldest first. They ask from the day on which they are published, before they hold."""
    return PolicyPublication.objects.filter(consent_required=True).order_by("number")


def asks_of(publication: PolicyPublication, subjects: Collection[UUID]) -> set[UUID]:
    """Whom it asks: who came once it held was told its words from the beginning."""
    there = set(Subject.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    return there - came_under(publication, there)


def came_under(publication: PolicyPublication, subjects: Collection[UUID]) -> set[UUID]:
    """Those who were told its words from the beginning, by what was accepted for them first.

    An organization is founded under what its owner accepted, which may be long before. Of whom nothing is kept that they
    accepted it is told by when they came.
    """
    accepted = Acceptance.objects.filter(subject__in=subjects).order_by().values("subject").annotate(first=Min("policy"))
    first = dict(accepted.values_list("subject", "first"))
    came = Subject.objects.filter(pk__in=subjects, created_at__gte=publication.effective_from)
    late = set(came.values_list("pk", flat=True))
    return {one for one in subjects if (first[one] >= publication.number if one in first else one in late)}


def unanswered(publication: PolicyPublication, subjects: Collection[UUID]) -> set[UUID]:
    """Those of them whom it asks and who said neither yes nor no."""
    said = PolicyAnswer.objects.filter(policy=publication.number, subject__in=subjects, kind__in=ANSWERS)
    return asks_of(publication, subjects) - set(said.values_list("subject_id", flat=True))


@transaction.atomic
def answer(publication: PolicyPublication, kind: Kind, asked: Asked, *, subject: UUID) -> PolicyAnswer:
    """Keeps an answer with what was shown. Raises `AnswerError`."""
    if not publication.consent_required or kind not in ANSWERS:
        raise AnswerError("this version asks for no answer")
    if kind == Kind.WITHDRAWN and last_answer(publication, subject) != Kind.AGREED:
        raise AnswerError("there is no agreement to withdraw")
    row = _write(publication, kind, asked, subject)
    digest = row.policy_hash
    record(f"policy_{kind}", actor=asked.by, subject=subject, clause=CLAUSE, policy=publication.number, digest=digest)
    return row


def reminded(publication: PolicyPublication, asked: Asked, *, subject: UUID) -> PolicyAnswer:
    """Keeps that the question was put once more."""
    return _write(publication, Kind.REMINDED, asked, subject)


def last_answer(publication: PolicyPublication, subject: UUID) -> str:
    """What the subject said of it last; empty where nothing."""
    rows = PolicyAnswer.objects.filter(policy=publication.number, subject=subject, kind__in=ANSWERS).order_by("id")
    last = rows.last()
    return last.kind if last else ""


def agreed_up_to(subjects: Collection[UUID]) -> dict[UUID, int]:
    """The number of the newest version that each agreed to; 0 for none. One query for all of them."""
    said: dict[UUID, list[tuple[int, str]]] = {one: [] for one in subjects}
    rows = PolicyAnswer.objects.filter(subject__in=subjects, kind__in=ANSWERS).order_by("id")
    for subject, number, kind in rows.values_list("subject_id", "policy", "kind"):
        said[subject].append((number, kind))
    return {one: max(_agreed(answers), default=0) for one, answers in said.items()}


def standing(subject: UUID) -> dict[int, str]:
    """What the subject said last of each version that they answered, by its number, the newest first.

    A withdrawal of an earlier version withdraws what was agreed of later ones.
    """
    rows = PolicyAnswer.objects.filter(subject=subject, kind__in=ANSWERS).order_by("id")
    answers = list(rows.values_list("policy", "kind"))
    last, agreed = dict(answers), _agreed(answers)
    lost = {number for number, kind in last.items() if kind == Kind.AGREED} - agreed
    return {number: Kind.WITHDRAWN if number in lost else last[number] for number in sorted(last, reverse=True)}


def base_of(publication: PolicyPublication, subject: UUID) -> PolicyPublication:
    """The version that holds for them until they agree: the last one before any that they did not agree to."""
    bound, before = agreed_up_to((subject,))[subject], PolicyPublication.objects.filter(number__lt=publication.number)
    for one in asking().filter(number__gt=bound, number__lte=publication.number):
        if asks_of(one, (subject,)):
            return before.filter(number__lt=one.number).order_by("number").last() or publication
    return before.order_by("number").last() or publication


def counted(publication: PolicyPublication, subjects: Collection[UUID]) -> Counted:
    """What these said of it last."""
    rows = PolicyAnswer.objects.filter(policy=publication.number, subject__in=subjects, kind__in=ANSWERS).order_by("id")
    last = dict(rows.values_list("subject_id", "kind"))
    said = list(last.values())
    return Counted(said.count(Kind.AGREED), said.count(Kind.DECLINED), said.count(Kind.WITHDRAWN))


def _write(publication: PolicyPublication, kind: Kind, asked: Asked, subject: UUID) -> PolicyAnswer:
    language: Language = "en" if asked.language == "en" else "ja"
    return PolicyAnswer.objects.create(
        subject_id=subject,
        policy=publication.number,
        kind=kind,
        by_id=asked.by,
        policy_hash=publication.sha256(language),
        words=asked.shown,
        language=language,
        channel=asked.channel,
    )


def _agreed(answers: Iterable[tuple[int, str]]) -> set[int]:
    """A no to a version ends what was agreed of it and of later ones; what was agreed of earlier ones stays."""
    agreed: set[int] = set()
    for number, kind in answers:
        agreed = agreed | {number} if kind == Kind.AGREED else {one for one in agreed if one < number}
    return agreed
