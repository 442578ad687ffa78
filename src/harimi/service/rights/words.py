"""Who left and who stayed after all: what the database remembers, and what the ledger says. The later word counts.

The ledger is told when the database has kept it, so that a transaction that came to nothing is told to nobody. What a machine
that died in between did not tell is taken over from the database, every few minutes and before anything is served.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from harimi.service.privacy.audit import about
from harimi.service.privacy.models import Subject
from harimi.service.rights import ledger
from harimi.service.rights.ledger import Line, What
from harimi.service.rights.models import Leaving

log = structlog.stdlib.get_logger(__name__)


def tell(subject: UUID, at: datetime, what: What) -> None:
    """Tells the ledger once the transaction is kept. Where the ledger is away the wish is obeyed all the same."""
    line = Line(at, ledger.token_of(subject), what)
    transaction.on_commit(lambda: _told(line))


def _told(line: Line) -> None:
    try:
        ledger.take_over([line])
    except ledger.LedgerError:
        log.exception("the ledger cannot be told now who left or stayed; it is told later")


def take_over() -> None:
    """What the database remembers, and is later than the ledger's word, stands there too. Raises `LedgerError`."""
    told, left = ledger.last_words(), _left()
    open_again = {token for token, line in told.items() if line.what == "ended" and token not in left}
    stayed = (word for subject in subjects_of(open_again) if (word := said(subject)))
    ledger.take_over(word for word in (*left.values(), *stayed) if word.token not in told or told[word.token].at < word.at)


def differing() -> Iterator[tuple[Subject, Line]]:
    """Of whom the ledger says something else than the database, and what; all that the database knew is taken over first."""
    take_over()
    told, left = ledger.last_words(), _left()
    tokens = {token for token, line in told.items() if (line.what == "ended" or token in left) and left.get(token) != line}
    for subject in subjects_of(tokens):
        yield subject, told[ledger.token_of(subject.pk)]


def said(subject: Subject) -> Line | None:
    """The last that the database remembers of somebody; None where they neither left nor stayed."""
    row = Leaving.objects.filter(subject=subject.pk).first()
    if row is not None:
        return Line(row.asked_at, ledger.token_of(subject.pk), "ended")
    kept = about(subject.pk).filter(action="stays").values_list("case", "at")
    stayed = [datetime.fromisoformat(case) if case else at for case, at in kept]
    return Line(max(stayed), ledger.token_of(subject.pk), "resumed") if stayed else None


def subjects_of(tokens: Collection[str]) -> list[Subject]:
    """Whoever the tokens stand for and is in this database."""
    return [one for one in Subject.objects.all() if ledger.token_of(one.pk) in tokens] if tokens else []


def _left() -> dict[str, Line]:
    """Everybody who left and is not erased yet, by token."""
    rows = Leaving.objects.exclude(subject=None).values_list("subject", "asked_at")
    found = [Line(at, ledger.token_of(subject), "ended") for subject, at in rows if subject is not None]
    return {line.token: line for line in found}
