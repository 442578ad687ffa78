"""From what is due to an invoice: numbered without gaps, never changed, taken back only by another document."""
