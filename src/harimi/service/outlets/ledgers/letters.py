"""Ledgers by mail: a letter to a member, with the file."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.notices.models import Message
from harimi.service.notices.sending import Enclosed, WithdrawnError, ask_before, enclose
from harimi.service.outlets.ledgers.files import MEDIA, file_name, written
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.privacy.gate import using

LEDGER, READER, UNPROVEN = "ledger_sent", "reader", "unproven"
"""The letter; and why it does not go: nobody there may have it any more, or their address is not proven."""
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


def reader_of(ledger: Ledger) -> User:
    """Whom it is for. Raises an `UnwrittenError` where they may not see people there any more, or have left."""
    readers = members_who(ledger.organization, Action.SEE_PEOPLE)
    if ledger.reader is None or not readers.filter(pk=ledger.reader.pk).exists():
        raise UnwrittenError(READER)
    return ledger.reader


def waiting(row: LedgerMonth) -> bool:
    """Whether the last letter still waits for its turn: it carries the file as it is then, and no second one is needed."""
    waits = Message.objects.filter(state=Message.State.WAITING, lease=None, user=row.ledger.reader)
    return row.letter is not None and waits.filter(pk=row.letter).exists()


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
        data = written(row, under=letter).data
    if not _goes(letter):
        raise WithdrawnError(LEDGER)
    return [Enclosed(file_name(row, row.version), data, MEDIA[row.ledger.form])]


def _month(letter: Message) -> LedgerMonth | None:
    found = LedgerMonth.objects.filter(letter=letter.pk)
    return found.select_related("ledger__organization", "ledger__site", "ledger__reader").first()
