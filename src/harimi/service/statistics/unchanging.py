"""What the database itself refuses to change: figures that were released."""

from harimi.service.platform.refusing import Rules

RULES: Rules = {
    "statistics_release": (("UPDATE OF name, month, turn, min_cell, people, left_out, made_at", "TRUE"), ("DELETE", "TRUE")),
    "statistics_cell": (("UPDATE", "TRUE"), ("DELETE", "TRUE")),
}
"""What each table refuses, and when; who made a release may go."""
