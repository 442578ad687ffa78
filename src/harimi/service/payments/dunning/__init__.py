"""Reminders of what is due, what stops them, and what comes after the last."""
