"""Whose the rows of alerts are: all are an organization's; a way by which a member is told is theirs as well."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(Subject.Kind.PERSON, {"alerts_channel": "user__subject"})
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "alerts_alert": "organization__subject",
            "alerts_alertevent": "alert__organization__subject",
            "alerts_channel": "organization__subject",
            "alerts_habit": "register__meter__site__organization__subject",
            "alerts_hearing": "channel__organization__subject",
            "alerts_rule": "organization__subject",
            "alerts_telling": "channel__organization__subject",
        },
    )
