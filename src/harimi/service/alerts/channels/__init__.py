"""Ways by which an organization is told: made, tested, mended, and ended."""
