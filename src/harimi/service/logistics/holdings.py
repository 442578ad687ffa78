"""What cameras in boxes hold about organizations: who has one. The thing itself leads to nobody and stays."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    ways = {"logistics_unit": "organization__subject", "logistics_unitevent": "organization__subject"}
    hold(Subject.Kind.ORGANIZATION, ways, stays=tuple(ways))
