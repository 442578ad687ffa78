"""What is written to customers about payments."""

from datetime import date

from harimi.service.accounts.access import Action, members_who
from harimi.service.billing.models import Invoice
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.privacy.days import today
from harimi.service.privacy.publication import operator

REMINDER, LAST_NOTICE, DEBIT_FAILED = "payment_reminder", "payment_last_notice", "debit_failed"


def declare_all() -> None:
    """Called once Django has started."""
    for name in (REMINDER, LAST_NOTICE, DEBIT_FAILED):
        declare(Letter(name, MailClass.SERVICE, "payment_check"))


def tell_reminder(invoice: Invoice, yen: int, *, last: bool) -> int:
    """Reminds those who decide for the customer; how many letters. Call it while checking payments."""
    told = {**_told(invoice, yen), "days": (today() - invoice.due_on).days if invoice.due_on else 0}
    return _write(LAST_NOTICE if last else REMINDER, invoice, told)


def tell_failed(invoice: Invoice, yen: int, day: date, result: str) -> int:
    """The bank could not collect; how many letters. Call it while checking payments."""
    return _write(DEBIT_FAILED, invoice, {**_told(invoice, yen), "day": day, "result": result})


def _told(invoice: Invoice, yen: int) -> dict[str, object]:
    bank = operator().billing.bank
    told = {"number": invoice.number, "yen": f"{yen:,}", "due_on": invoice.due_on, "bank": bank or None}
    return {**told, "reference": invoice.contract_number, "path": "/account/payments"}


def _write(name: str, invoice: Invoice, told: dict[str, object]) -> int:
    whose = invoice.organization
    people = members_who(whose, Action.MANAGE_CONTRACT)
    return sum(write(name, to=one, context=told, subject=whose.subject_id) is not None for one in people)
