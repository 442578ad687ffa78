"""SQLite as Django speaks to it, with a queue before its one lock."""
