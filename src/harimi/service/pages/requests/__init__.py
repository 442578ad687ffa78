"""Requests under clauses 6 to 8, as those see them who make them: signed in, or behind a link in a mail."""
