"""What contracts hold: about applicants until it is decided and for a time after, about organizations until they end."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.PERSON,
        {
            "contracts_application": "subject",
            "contracts_plannedplace": "application__subject",
            "contracts_identitycheck": "application__subject",
        },
        stored={"contracts_identitycheck": "evidence"},
    )
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "contracts_contract": "organization__subject",
            "contracts_planspell": "contract__organization__subject",
            "contracts_plannedplace": "contract__organization__subject",
        },
    )
