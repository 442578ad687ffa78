"""Everything that payments keep."""

from harimi.service.payments.models.cards import CardDispute, CardEvent, CardLeft, CardPayment, CardRefund, KeptCard
from harimi.service.payments.models.debits import Debit, DebitFile, Mandate
from harimi.service.payments.models.dunning import DunningHold, Reminder
from harimi.service.payments.models.receipts import Layout, Receipt, Statement

__all__ = [
    "CardDispute",
    "CardEvent",
    "CardLeft",
    "CardPayment",
    "CardRefund",
    "Debit",
    "DebitFile",
    "DunningHold",
    "KeptCard",
    "Layout",
    "Mandate",
    "Receipt",
    "Reminder",
    "Statement",
]
