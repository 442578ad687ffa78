"""What is written to owners about their card."""

from datetime import date

from harimi.service.accounts.access import Action, members_who
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write
from harimi.service.payments.models import CardPayment

DECLINED, CONFIRM = "card_declined", "card_confirm"


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(DECLINED, MailClass.SERVICE, "payment_check"))
    declare(Letter(CONFIRM, MailClass.SERVICE, "payment_check"))


def tell_declined(payment: CardPayment, again_on: date | None) -> None:
    """Nothing in it says which card it was."""
    name = CONFIRM if payment.state == CardPayment.State.CONFIRM else DECLINED
    told: dict[str, object] = {"number": payment.invoice.number, "yen": f"{payment.yen:,}", "path": str(payment.invoice_id)}
    for one in members_who(payment.organization, Action.MANAGE_CONTRACT):
        write(name, to=one, context={**told, "again_on": again_on}, subject=payment.organization.subject_id)
