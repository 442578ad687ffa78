"""Plans, charges, invoices, payments."""
