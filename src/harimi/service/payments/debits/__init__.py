"""Direct debit (口座振替): mandates, the request to the bank, and what it answers."""
