"""The worker's part: the file of a month that is due is written and sent, once for each time that its figures changed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, DateTimeField, QuerySet, Value, When
from django.utils import timezone

from harimi.service.egress.permit import NotPermittedError
from harimi.service.egress.sftp import LASTS, HostKeyError, LoginError, NotWrittenError, Place, put
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnansweredError, UnreachedError
from harimi.service.outlets.ledgers import letters
from harimi.service.outlets.ledgers.files import file_name, written
from harimi.service.outlets.ledgers.planning import next_morning
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.platform.leases import finish, finish_all, held, hold
from harimi.service.platform.working import MOST, put_off, work_on
from harimi.service.privacy.gate import RefusedError
from harimi.service.readings.models import Recount
from harimi.service.third_parties.departure import Departure

ITEMS = ("contract_data", "display_content", "place", "planned_meter")
"""What a ledger says: readings and usage, meters with their serials, sites and tenants by name."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=4)


def send_one() -> bool:
    """Sends a month that is due; whether there was one."""
    joined = ("ledger__organization", "ledger__site", "ledger__instruction", "ledger__reader")
    return work_on(waiting(), _send, _broken, joined=joined)


def waiting() -> QuerySet[LedgerMonth]:
    """Months of ledgers that are on, of organizations whose contract is neither over nor suspended."""
    going = {"ledger__organization__ended_at": None, "ledger__organization__suspended_at": None}
    return LedgerMonth.objects.filter(ledger__on=True, **going)


def _send(row: LedgerMonth) -> None:
    try:
        if row.ledger.way == Ledger.Way.MAIL:
            letters.reader_of(row.ledger)
        if _counting(row):
            finish(row, again_at=timezone.now() + _FIRST)
            return
        file = written(row, under=row)
        if file.digest == row.digest and not row.wanted:
            _done(row)
        elif row.ledger.way == Ledger.Way.SFTP:
            hold(row)
            _lay(row, file_name(row, row.version_of(file.digest)), file.data)
            sent = {"version": row.version_of(file.digest), "digest": file.digest, "sent_at": timezone.now()}
            _done(row, **sent, wanted=False)
        else:
            _write(row, file.digest)
    except letters.UnwrittenError as error:
        _down(row, error.code)
    except (UnreachedError, UnansweredError, AddressError, LoginError, HostKeyError, NotWrittenError) as error:
        _down(row, _code(error))
    except (NotPermittedError, RefusedError):
        finish(row, fault="not_permitted", fails=row.fails + 1)


def _counting(row: LedgerMonth) -> bool:
    """Whether usage is being counted anew there: then the file waits for it, but not for what cannot be counted."""
    theirs = Recount.objects.filter(register__meter__site__organization=row.ledger.organization_id)
    return theirs.filter(tries__lt=MOST).exists()


def _write(row: LedgerMonth, digest: str) -> None:
    """A letter, unless the last one still waits, which carries the file as it is then; one that is on its way is waited for."""
    with transaction.atomic():
        hold(row)
        row.refresh_from_db(fields=["digest", "version", "letter", "wanted"])
        if letters.going(row):
            finish(row, again_at=timezone.now() + _FIRST)
        elif letters.waiting(row) or (digest == row.digest and not row.wanted):
            _done(row, wanted=False)
        else:
            letter = letters.write_ledger(row, corrected=row.version > 0 and digest != row.digest)
            _done(row, letter=letter, wanted=False)


def _lay(row: LedgerMonth, name: str, data: bytes) -> None:
    told = SftpSettings.model_validate_json(row.ledger.settings)
    place = Place(told.url, told.user, told.password, told.host_key)
    leaving = Departure(row.ledger.instruction, ITEMS, "provision", row.ledger.organization.subject_id, case=str(row.ledger_id))
    held([row]).update(lease_until=timezone.now() + timedelta(seconds=2 * LASTS))
    put(leaving, place, told.path(name), data)


def _done(row: LedgerMonth, **changes: object) -> None:
    """Due no more, unless something of the month changed since it was claimed."""
    again = Case(When(marks=row.marks, then=Value(None)), default=Value(next_morning()), output_field=DateTimeField())
    finish_all([row], again_at=again, fault="", fails=0, tries=0, **changes)


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
