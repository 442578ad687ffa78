"""Invoices as people see them: as a page, on paper, and how each line came."""
