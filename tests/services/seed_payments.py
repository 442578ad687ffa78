"""A customer who owes, a receipt that waits, a request of debits: prints the receipt, the customer and the contract."""

import secrets
from datetime import timedelta

from harimi.service.project.setup import set_up


def main() -> None:
    """Another one every time."""
    set_up()
    from harimi.service.payments.booking.matching import match
    from harimi.service.payments.debits.mandates import Account, set_mandate
    from harimi.service.payments.dunning.holding import hold
    from harimi.service.payments.models import Debit, DebitFile, Receipt, Reminder
    from harimi.service.privacy.days import today
    from harimi.service.privacy.gate import using
    from tests.services.billing.customers import boss
    from tests.services.payments.money import be_due, came, owes, payer

    number = f"{secrets.randbelow(9000) + 1000}-{secrets.randbelow(9000) + 1000}"
    contract, name = payer(number), "".join("ABCDEFGHIJ"[int(one)] for one in number.replace("-", ""))
    whose = contract.organization
    late, other = owes(contract, 1100), owes(contract, 2200)
    be_due(late, today() - timedelta(days=40))
    be_due(other, today() - timedelta(days=9))
    Reminder.objects.create(organization=whose, invoice=late.number, step=3, last=True)
    with using("payment_check"):
        came((1100, name), (700, name))
        paid, waiting = Receipt.objects.order_by("-pk")[:2]
        match(paid, whose, actor=boss())
        set_mandate(whose, Account("0001", "123", "1", "1234567", "ヤマダ ハナコ"), actor=boss())
        file = DebitFile.objects.create(day=today(), count=1, yen=1, made_by=boss())
        told = {"file": file, "organization": whose, "invoice": other.number, "day": today(), "record": "x"}
        Debit.objects.create(yen=1, result="1", **told)
        hold(whose, "Paying in parts.", actor=boss())
    print(waiting.pk, whose.pk, number)


if __name__ == "__main__":
    main()
