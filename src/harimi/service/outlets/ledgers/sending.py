"""The worker's part: the file of a month that is due is written and sent, once for each time that its figures changed."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.egress.permit import NotPermittedError
from harimi.service.egress.sftp import HostKeyError, LoginError, NotWrittenError, Place, put
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.outlets.ledgers import letters
from harimi.service.outlets.ledgers.files import Written, file_name, written
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.platform.leases import finish, hold
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.gate import RefusedError
from harimi.service.third_parties.departure import Departure

ITEMS = ("contract_data", "display_content", "place", "planned_meter")
"""What a ledger says: readings and usage, meters with their serials, sites and tenants by name."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=4)


def send_one() -> bool:
    """Sends a month that is due; whether there was one."""
    joined = ("ledger__organization", "ledger__site", "ledger__instruction", "ledger__reader")
    return work_on(LedgerMonth.objects.filter(ledger__on=True), _send, _broken, joined=joined)


def _send(row: LedgerMonth) -> None:
    file = written(row)
    digest = hashlib.sha256(file.figures).hexdigest()
    if digest == row.digest:
        finish(row, fault="", fails=0)
        return
    hold(row)
    try:
        _carry(row, file, digest)
    except (UnreachedError, UnansweredError, AddressError, LoginError, HostKeyError, NotWrittenError) as error:
        _down(row, _code(error))
    except (NotPermittedError, RefusedError):
        finish(row, fault="not_permitted", fails=row.fails + 1)


def _carry(row: LedgerMonth, file: Written, digest: str) -> None:
    sent = {"digest": digest, "version": row.version + 1, "sent_at": timezone.now(), "fault": "", "fails": 0}
    if row.ledger.way == Ledger.Way.MAIL:
        with transaction.atomic():
            finish(row, letter=letters.write_ledger(row), **sent)
        return
    told = SftpSettings.model_validate_json(row.ledger.settings)
    place = Place(told.url, told.user, told.password, told.host_key)
    leaving = Departure(row.ledger.instruction, ITEMS, "provision", row.ledger.organization.subject_id, case=str(row.ledger_id))
    put(leaving, place, told.path(file_name(row)), file.data)
    finish(row, **sent)


def _down(row: LedgerMonth, code: str) -> None:
    wait = min(_FIRST * 2 ** min(row.fails, 20), _LONGEST)
    finish(row, again_at=timezone.now() + wait, fault=code, fails=row.fails + 1)


def _code(error: Exception) -> str:
    if isinstance(error, AddressError):
        return f"address_{error.code}"
    known = {LoginError: "login", HostKeyError: "host_key", NotWrittenError: "folder", UnreachedError: "unreached"}
    return known.get(type(error), "unanswered")


def _broken(row: LedgerMonth, _: Exception) -> None:
    put_off(row, fault="broken")
