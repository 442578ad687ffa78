"""What places and meters hold about people and organizations."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(Subject.Kind.PERSON, {"meters_savedview": "user__subject"})
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "meters_face": "register__meter__site__organization__subject",
            "meters_meter": "site__organization__subject",
            "meters_pause": "meter__site__organization__subject",
            "meters_register": "meter__site__organization__subject",
            "meters_registersetting": "register__meter__site__organization__subject",
            "meters_reportfile": "organization__subject",
            "meters_round": "organization__subject",
            "meters_roundstop": "round__organization__subject",
            "meters_site": "organization__subject",
            "meters_tenancy": "meter__site__organization__subject",
            "meters_tenant": "organization__subject",
            "meters_upload": "organization__subject",
            "meters_visit": "stop__round__organization__subject",
        },
        stored={"meters_reportfile": "blob"},
    )
