"""Of what kind an incident is: the four situations that have to be reported (rule 7), and what is exempt.

1. Sensitive information. 2. What may do damage to property: a whole card number alone does; its last four digits with the date
of expiry do not by themselves. 3. A wrongful purpose, an attack included. 4. More than 1,000 people. Data under strong
encryption whose keys are safe is outside all four.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.incidents.models import Affected, Incident, IncidentEvent
from harimi.service.incidents.recording import going_on, note
from harimi.service.privacy.models import Subject

SENSITIVE, PROPERTY, WRONGFUL, MANY = "sensitive", "property", "wrongful", "many"
CATEGORIES = (SENSITIVE, PROPERTY, WRONGFUL, MANY)
"""In the order of rule 7, items (i) to (iv)."""
THOUSAND = 1000
ANSWERS = ("sensitive", "card_numbers", "card_rests", "payable", "wrongful", "encrypted", "keys_safe")


@dataclass(frozen=True, slots=True)
class Assessment:
    """The categories that apply, and whether encryption takes all of it out."""

    categories: tuple[str, ...]
    exempt: bool

    @property
    def reportable(self) -> bool:
        """Whether the commission and the people concerned have to be told."""
        return bool(self.categories) and not self.exempt


def assessed(incident: Incident) -> Assessment:
    """What follows from the answers and from how many it concerns."""
    applies = {
        SENSITIVE: incident.sensitive,
        PROPERTY: incident.card_numbers or incident.payable,
        WRONGFUL: incident.wrongful,
        MANY: people(incident) > THOUSAND,
    }
    exempt = incident.encrypted and incident.keys_safe
    return Assessment(tuple(one for one in CATEGORIES if applies[one]), exempt)


def people(incident: Incident) -> int:
    """How many people it concerns, also those who were erased; organizations stand beside that number."""
    return max(incident.estimated, counts(incident)[Subject.Kind.PERSON] + incident.former)


def counts(incident: Incident) -> dict[str, int]:
    """How many people and how many organizations are concerned."""
    own = Affected.objects.filter(incident=incident, own=True)
    return {kind: own.filter(subject__kind=kind).count() for kind in (Subject.Kind.PERSON, Subject.Kind.ORGANIZATION)}


@transaction.atomic
def assess(incident: Incident, answers: dict[str, bool], *, actor: User) -> Assessment:
    """Keeps the answers. Raises `IncidentError` once it is closed."""
    row = going_on(incident)
    for name in ANSWERS:
        setattr(row, name, bool(answers.get(name)))
    row.assessed_at = timezone.now()
    row.save()
    found = assessed(row)
    about = "exempt" if found.exempt else "+".join(found.categories) or "none"
    note(row, IncidentEvent.What.ASSESSED, about=about, actor=actor)
    return found
