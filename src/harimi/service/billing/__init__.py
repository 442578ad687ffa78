"""From what a contract says to an invoice that is paid: charges, monthly runs, invoices, and the ledger underneath."""
