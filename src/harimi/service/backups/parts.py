"""Which rows go into which part of a backup: each subject's into one of their own, the rest into the system's.

A row that leads to a person and to an organization goes into the organization's part.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, QuerySet

from harimi.service.privacy.holdings import Holding, holdings
from harimi.service.privacy.models import Subject

LEFT_OUT = {
    "accounts_apianswer": "answers of a day, which calls of before a restore would get once more",
    "accounts_signedin": "after a restore everybody signs in again",
    "django_session": "after a restore everybody signs in again",
    "meters_reportfile": "a report is made again when somebody asks for it",
    "notices_keptmessage": "copies of mails hold links that open accounts, and end in a week",
    "notices_message": "letters end in a week, and those that went out since would go out again",
    "payments_cardevent": "the provider is asked once more for what happened",
    "platform_chore": "every chore is due after a restore",
    "platform_heartbeat": "no worker of before is at work",
    "privacy_subjectkey": "keys are kept apart",
    "rights_export": "an export is made again when somebody asks for it",
    "rights_exportpart": "an export is made again when somebody asks for it",
}
"""Tables of which no row is backed up, and why."""


def of_subject(kind: str) -> list[Holding]:
    """The tables whose rows go into a subject's own part."""
    mine = [one for one in holdings(kind) if one.unlink is None and one.table not in LEFT_OUT]
    return [one for one in mine if _other(one) is None or isinstance(one.way, str)]


def rows_of(subject: Subject, using: str) -> Iterator[QuerySet[Model]]:
    """What is backed up about a subject, table by table."""
    for one in of_subject(subject.kind):
        yield _rows(one, subject, using)


def system_rows(using: str) -> Iterator[QuerySet[Model]]:
    """What is backed up about nobody in particular, table by table."""
    own: dict[str, list[Holding]] = {}
    for one in (one for kind in Subject.Kind for one in of_subject(kind)):
        own.setdefault(one.table, []).append(one)
    for model in apps.get_models(include_auto_created=True):
        table, rows = model._meta.db_table, model._base_manager.using(using).all()
        if table in LEFT_OUT or not model._meta.managed:
            continue
        ways = [one.way for one in own.get(table, ())]
        if all(isinstance(way, str) for way in ways):
            yield rows.filter(**{f"{way}__isnull": True for way in ways})


def files_of(subject: Subject, using: str) -> Iterator[str]:
    """The keys in the store of the subject's files, each once."""
    seen: set[str] = set()
    for one in of_subject(subject.kind):
        if one.stored:
            rows = _rows(one, subject, using).exclude(**{one.stored: ""})
            fresh = (key for key in rows.values_list(one.stored, flat=True).iterator() if key not in seen)
            for key in fresh:
                seen.add(key)
                yield key


def subjects(using: str) -> Iterator[Subject]:
    """Everybody, in a fixed order."""
    return Subject.objects.using(using).order_by("pk").iterator()


def _rows(one: Holding, subject: Subject, using: str) -> QuerySet[Model]:
    """The subject's rows but for those that lead to an organization, too."""
    rows, other = one.rows(subject.pk).using(using), _other(one)
    return rows if other is None else rows.filter(**{f"{other.way}__isnull": True})


def _other(one: Holding) -> Holding | None:
    """By which other way a person's rows of the table may lead to an organization; None where they cannot.

    Where both have the same way, a row leads to one subject alone, and that is of one kind.
    """
    if one.kind != Subject.Kind.PERSON:
        return None
    found = (other for other in holdings(Subject.Kind.ORGANIZATION) if other.table == one.table and other.way != one.way)
    return next(found, None)
