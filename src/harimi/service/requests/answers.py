"""What is disclosed (clause 7): asked of a worker, whole before the request ends, fetched for some weeks, then forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.db.models.signals import post_delete
from django.dispatch import receiver

from harimi.service.platform.blobs import blobs
from harimi.service.privacy.held import held
from harimi.service.requests.audited import note
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Answer, AnswerPart, Request
from harimi.service.requests.states import locked
from harimi.service.rights.exported import Exported, Table, exported
from harimi.service.rights.writing import content_of

Outcome, State = Request.Outcome, Request.State


def begin(request: Request, at: datetime) -> None:
    """One file about each subject; the tables of an item that is withheld lack its columns."""
    for one in request.about.all():
        told = {"language": request.language, "asked_at": at, "due_at": at}
        Answer.objects.get_or_create(request=request, about_id=one.subject_id, defaults=told)


@transaction.atomic
def again(request: Request, at: datetime) -> None:
    """Made once more: what could not be made, or is to have other items."""
    row = locked(request, State.EXECUTING)
    for one in row.answers.all():
        one.delete()
    begin(row, at)


def disclosed(answer: Answer) -> Exported:
    """What stands in it: the one data set of exports, without what is withheld."""
    found, withheld = exported(answer.about), set(answer.request.withheld)
    if not withheld:
        return found
    tables = tuple(cut for one in found.tables if (cut := _without(one, withheld)) is not None)
    names = {one.name for one in tables}
    without = (one.name for one in found.tables if one.name not in names)
    return Exported(found.subject, tables, (*found.left_out, *without), frozenset(withheld))


def check(request: Request, outcome: str) -> None:
    """Raises `RequestError` where that is not how it is: not made yet, nothing there, or a part that is withheld."""
    waiting = request.answers.filter(done_at=None).exists()
    if outcome in (Outcome.FULFILLED, Outcome.PARTIAL):
        if waiting or request.answers.exclude(fault="").exists():
            raise RequestError("not_made")
        if not found(request):
            raise RequestError("nothing_found")
        if bool(request.withheld) != (outcome == Outcome.PARTIAL):
            raise RequestError("withheld")
    looked = request.answers.exists() or not request.about.exists()
    if outcome == Outcome.NOT_FOUND and (waiting or found(request) or not looked):
        raise RequestError("something_found")


def found(request: Request) -> int:
    """Rows that are disclosed, copies that the law keeps among them."""
    return (request.answers.aggregate(rows=Sum("disclosed"))["rows"] or 0) + request.copies.count()


def content(answer: Answer) -> Iterator[bytes]:
    """The file, piece by piece; see `rights.writing.content_of`."""
    return content_of(answer)


def fetched(answer: Answer) -> None:
    """Keeps that it was fetched."""
    note("downloaded", answer.request, actor=answer.request.subject_id, subject=answer.about_id)


def forget(request: Request) -> None:
    """Nobody fetches it any more."""
    for one in request.answers.all():
        one.delete()


def _without(table: Table, withheld: set[str]) -> Table | None:
    places = held().tables[table.name].columns
    columns = tuple(one for one in table.columns if places[one.name].item not in withheld)
    return replace(table, columns=columns) if any(places[one.name].personal for one in columns) else None


@receiver(post_delete, sender=AnswerPart)
def _row_went(instance: AnswerPart, **_: object) -> None:
    """The bytes go with their row, whatever took that."""
    transaction.on_commit(lambda: blobs().delete(instance.blob))
