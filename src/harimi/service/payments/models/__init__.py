"""Everything that payments keep."""

from harimi.service.payments.models.debits import Debit, DebitFile, Mandate
from harimi.service.payments.models.dunning import DunningHold, Reminder
from harimi.service.payments.models.receipts import Layout, Receipt, Statement

__all__ = ["Debit", "DebitFile", "DunningHold", "Layout", "Mandate", "Receipt", "Reminder", "Statement"]
