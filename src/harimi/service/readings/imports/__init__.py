"""Meters and historic readings come in from tables: every row is explained first, then all of them are written."""
