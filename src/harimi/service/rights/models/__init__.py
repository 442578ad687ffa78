"""Everything that rights keep."""
