"""Whose the rows of alerts are: all are an organization's."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "alerts_alert": "organization__subject",
            "alerts_alertevent": "alert__organization__subject",
            "alerts_habit": "register__meter__site__organization__subject",
            "alerts_rule": "organization__subject",
        },
    )
