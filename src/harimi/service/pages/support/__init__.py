"""Asking the operator something: the public page, a stranger's own page, and My Account with what staff may do for somebody."""
