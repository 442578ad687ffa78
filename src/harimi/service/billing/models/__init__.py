"""Everything that billing keeps."""

from harimi.service.billing.models.charges import Charge, Discount
from harimi.service.billing.models.invoices import Invoice, InvoiceCopy, Sequence
from harimi.service.billing.models.ledger import ClosedMonth, Entry, Posting
from harimi.service.billing.models.runs import Run, RunPart

__all__ = [
    "Charge",
    "ClosedMonth",
    "Discount",
    "Entry",
    "Invoice",
    "InvoiceCopy",
    "Posting",
    "Run",
    "RunPart",
    "Sequence",
]
