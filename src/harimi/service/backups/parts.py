"""Which rows go into which part of a backup: each subject's into one of their own, the rest into the system's.

A table of which both a person and an organization have rows goes into the organization's part.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, QuerySet

from harimi.service.privacy.holdings import Holding, holdings
from harimi.service.privacy.models import Subject

LEFT_OUT = {
    "accounts_signedin": "after a restore everybody signs in again",
    "django_session": "after a restore everybody signs in again",
    "meters_reportfile": "a report is made again when somebody asks for it",
    "notices_keptmessage": "copies of mails hold links that open accounts, and end in a week",
    "notices_message": "letters end in a week, and those that went out since would go out again",
    "platform_chore": "every chore is due after a restore",
    "platform_heartbeat": "no worker of before is at work",
    "privacy_subjectkey": "keys are kept apart",
    "rights_export": "an export is made again when somebody asks for it",
    "rights_exportpart": "an export is made again when somebody asks for it",
}
"""Tables of which no row is backed up, and why."""


def of_subject(kind: str) -> list[Holding]:
    """The tables whose rows go into a subject's own part."""
    theirs = {one.table for one in holdings(Subject.Kind.ORGANIZATION)} if kind == Subject.Kind.PERSON else set()
    shared = {one.table for one in holdings(kind) if one.table in theirs and not _by_kind(one)}
    return [one for one in holdings(kind) if one.unlink is None and one.table not in LEFT_OUT and one.table not in shared]


def rows_of(subject: Subject, using: str) -> Iterator[QuerySet[Model]]:
    """What is backed up about a subject, table by table."""
    for one in of_subject(subject.kind):
        yield one.rows(subject.pk).using(using)


def system_rows(using: str) -> Iterator[QuerySet[Model]]:
    """What is backed up about nobody in particular, table by table."""
    own = {one.table: one for kind in Subject.Kind for one in of_subject(kind)}
    for model in apps.get_models(include_auto_created=True):
        table, rows = model._meta.db_table, model._base_manager.using(using).all()
        if table in LEFT_OUT or not model._meta.managed:
            continue
        holding = own.get(table)
        if holding is None:
            yield rows
        elif isinstance(holding.way, str):
            yield rows.filter(**{f"{holding.way}__isnull": True})


def files_of(subject: Subject, using: str) -> Iterator[str]:
    """The keys in the store of the subject's files, each once."""
    seen: set[str] = set()
    for one in of_subject(subject.kind):
        if one.stored:
            rows = one.rows(subject.pk).using(using).exclude(**{one.stored: ""})
            fresh = (key for key in rows.values_list(one.stored, flat=True).iterator() if key not in seen)
            for key in fresh:
                seen.add(key)
                yield key


def subjects(using: str) -> Iterator[Subject]:
    """Everybody, in a fixed order."""
    return Subject.objects.using(using).order_by("pk").iterator()


def _by_kind(holding: Holding) -> bool:
    """Whether a row leads to its subject itself, so that it cannot be a person's and an organization's at once."""
    return holding.way in ("subject", "subject_id")
