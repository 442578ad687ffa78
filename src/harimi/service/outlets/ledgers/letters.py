"""Ledgers by mail: a letter to a member, with the file.

A month counts as sent, with the figures that its file had, once its letter has gone, and not when that was written: until then
the reader may leave, and values may be corrected.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.notices.models import Message
from harimi.service.notices.sending import Enclosed, WithdrawnError, ask_before, enclose, on_end
from harimi.service.outlets.ledgers.files import MEDIA, file_name, written
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.privacy.gate import using

LEDGER, READER, UNPROVEN, RETURNED = "ledger_sent", "reader", "unproven", "returned"
"""The letter; and why it does not go: nobody there may have it any more, their address is not proven, or it came back."""
_CARRIES = "_figures"
"""On a letter that is being handed over: the digest of the figures in its file."""
AGAIN = timedelta(hours=4)
"""After which it is looked at again whether its reader may have it."""


class UnwrittenError(Exception):
    """No letter goes; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(LEDGER, MailClass.SERVICE, "guidance"))
    ask_before(LEDGER, _goes)
    enclose(LEDGER, _file)
    on_end(_ended)


def reader_of(ledger: Ledger) -> User:
    """Whom it is for. Raises an `UnwrittenError` where they may not see people there any more, or have left."""
    readers = members_who(ledger.organization, Action.SEE_PEOPLE)
    if ledger.reader is None or not readers.filter(pk=ledger.reader.pk).exists():
        raise UnwrittenError(READER)
    return ledger.reader


def waiting(row: LedgerMonth) -> bool:
    """Whether the last letter still waits for its turn: it carries the file as it is then, and no second one is needed."""
    return _of(row).filter(lease=None).exists()


def going(row: LedgerMonth) -> bool:
    """Whether a worker has the last letter at this moment: with which figures is known in a moment."""
    return _of(row).filter(lease_until__gt=timezone.now()).exists()


def _of(row: LedgerMonth) -> QuerySet[Message]:
    waits = Message.objects.filter(state=Message.State.WAITING, user=row.ledger.reader)
    return waits.none() if row.letter is None else waits.filter(pk=row.letter)


def write_ledger(row: LedgerMonth, *, corrected: bool) -> UUID:
    """Has it sent to the member. In the transaction at hand. Raises an `UnwrittenError`."""
    ledger, reader = row.ledger, reader_of(row.ledger)
    subject, language = ledger.organization.subject_id, "ja" if ledger.language == "ja" else "en"
    month = f"{row.month.year}年{row.month.month}月" if language == "ja" else f"{row.month:%B %Y}"
    told: dict[str, object] = {"name": ledger.name, "month": month, "corrected": corrected}
    with using("guidance"):
        made = write(LEDGER, to=reader, context=told, subject=subject, language=language)
    if made is None:
        raise UnwrittenError(UNPROVEN)
    return made.pk


def _goes(letter: Message) -> bool:
    """Not where a newer one took its place or the ledger is gone; nor where the reader left since it was written, or the
    contract is over or suspended: then the month is due again, for when that changes.
    """
    row = _month(letter)
    if row is None:
        return False
    try:
        reader_of(row.ledger)
    except UnwrittenError as error:
        return _back(row, error.code)
    over = row.ledger.organization.ended_at or row.ledger.organization.suspended_at
    return True if over is None else _back(row, "")


def _back(row: LedgerMonth, fault: str) -> bool:
    again = {"due_at": timezone.now() + AGAIN, "wanted": True, "letter": None}
    LedgerMonth.objects.filter(pk=row.pk, letter=row.letter).update(fault=fault, **again)
    return False


def _file(letter: Message) -> Sequence[Enclosed]:
    """Written when the letter goes. That may take a while, after which it is asked once more whether it is to go."""
    row = _month(letter)
    if row is None:
        raise WithdrawnError(LEDGER)
    with using("provision", subject=row.ledger.organization.subject_id):
        file = written(row, under=letter)
    if not _goes(letter):
        raise WithdrawnError(LEDGER)
    vars(letter)[_CARRIES] = file.digest
    return [Enclosed(file_name(row, row.version_of(file.digest)), file.data, MEDIA[row.ledger.form])]


def _ended(letter: Message) -> None:
    """It has gone with the file that it carries, or came back; a letter that was withdrawn is no month's any more."""
    row = _month(letter) if letter.letter == LEDGER else None
    if row is None:
        return
    mine, digest = LedgerMonth.objects.filter(pk=row.pk, letter=letter.pk), vars(letter).get(_CARRIES)
    if letter.state == Message.State.SENT and digest is not None:
        mine.update(version=row.version_of(digest), digest=digest, sent_at=timezone.now(), fault="")
    else:
        mine.update(fault=RETURNED)


def _month(letter: Message) -> LedgerMonth | None:
    found = LedgerMonth.objects.filter(letter=letter.pk)
    return found.select_related("ledger__organization", "ledger__site", "ledger__reader").first()
