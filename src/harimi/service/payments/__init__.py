"""Money that comes in: bank transfers, direct debits and cards, matched with invoices; reminders where it does not come."""
