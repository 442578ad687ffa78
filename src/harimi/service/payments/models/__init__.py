"""Everything that payments keep."""
