"""Whether invoices say what they must, their numbers have no gaps, and the books agree."""

from collections import Counter
from collections.abc import Iterator

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import open_items, trial_balance
from harimi.service.billing.models import InvoiceCopy, Sequence
from harimi.service.contracts.models import Contract
from harimi.service.privacy.days import today
from harimi.service.privacy.publication import operator
from harimi.service.project.doctor.findings import Finding, bad, fine, look


def invoices() -> Iterator[Finding]:
    """Customers can deduct tax and know where to pay; no number is missing among those that are kept."""
    if not Contract.objects.exists():
        return
    told = operator().billing
    if not told.registration_number:
        yield look(
            "invoices", "they have no registration number: customers cannot deduct tax", "set [billing] in operator.toml"
        )
    if not told.bank:
        yield look("invoices", "they name no bank account", "set [billing.bank] in operator.toml")
    missing = _missing()
    if missing:
        yield bad(
            "invoices", f"numbers are missing: {', '.join(missing)}", "restore a backup beside and compare; docs/how/billing.md"
        )
    else:
        yield fine("invoices", "numbers have no gaps")


def _missing() -> list[str]:
    """Years of which fewer copies are there than numbers were taken; those whose term is over are gone altogether."""
    there = Counter(number[:4] for number in InvoiceCopy.objects.values_list("number", flat=True))
    return [f"{one.last - there[one.name]} of {one.name}" for one in Sequence.objects.all() if 0 < there[one.name] < one.last]


def books() -> Iterator[Finding]:
    """Both sides are equal, and what is open of invoices is what is owed."""
    balance = trial_balance(today())
    owed = sum(one.yen for one in open_items(today()))
    if sum(balance.values()) or owed != balance[Account.RECEIVABLE]:
        yield bad(
            "books",
            "debit and credit, or open invoices and receivables, are not equal",
            "see /office/ledger; docs/how/billing.md",
        )
    elif any(balance.values()):
        yield fine("books", f"both sides are equal; {owed:,} yen are owed")
