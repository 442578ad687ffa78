"""Ledgers by mail: a letter to a member, with the file."""

from collections.abc import Sequence
from uuid import UUID

from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.notices.models import Message
from harimi.service.notices.sending import Enclosed, enclose
from harimi.service.outlets.ledgers.files import MEDIA, file_name, written
from harimi.service.outlets.models import LedgerMonth
from harimi.service.privacy.gate import using

LEDGER = "ledger_sent"


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(LEDGER, MailClass.SERVICE, "guidance"))
    enclose(LEDGER, _file)


def write_ledger(row: LedgerMonth) -> UUID | None:
    """Has it sent to the member; None where their address is not proven. In the transaction at hand."""
    ledger = row.ledger
    if ledger.reader is None:
        return None
    told: dict[str, object] = {"name": ledger.name, "month": row.month, "corrected": row.version > 0}
    subject, language = ledger.organization.subject_id, "ja" if ledger.language == "ja" else "en"
    with using("guidance"):
        made = write(LEDGER, to=ledger.reader, context=told, subject=subject, language=language)
    return None if made is None else made.pk


def _file(letter: Message) -> Sequence[Enclosed]:
    """Written when the letter goes."""
    row = LedgerMonth.objects.filter(letter=letter.pk).select_related("ledger__organization", "ledger__site").first()
    if row is None:
        return []
    row.version -= 1  # the letter's own was counted when it was written
    with using("provision", subject=row.ledger.organization.subject_id):
        return [Enclosed(file_name(row), written(row).data, MEDIA[row.ledger.form])]
