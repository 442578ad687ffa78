"""Whose the rows of third parties are, and what stays of them."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject
from harimi.service.third_parties.ledger import leave_alone

MINE = ("approval", "instruction", "recipientconsent", "stoppedprovision")


def declare() -> None:
    """Called once Django has started."""
    for kind in (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION):
        hold(
            kind,
            {**{f"third_parties_{one}": "subject" for one in MINE}, "third_parties_provision": "whose"},
            stored={"third_parties_approval": "request"},
            unlink={"third_parties_provision": leave_alone},
        )
    hold(Subject.Kind.KEPT, {"third_parties_provision": "subject"})
