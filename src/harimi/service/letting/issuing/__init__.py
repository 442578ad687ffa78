"""From what is due to a statement: numbered without gaps, never changed, taken back only by another one."""
