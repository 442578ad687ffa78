"""What somebody is told of a recipient before they consent, and its hash: a consent holds for what was said then.

Abroad that is what article 28(2) wants told: the country, how it protects personal data, and the recipient's own measures. They
stand in the operator's profile, and so in annex 3 of the policy.
"""

import hashlib
import json
from dataclasses import dataclass

from harimi.service.privacy.models import Recipient
from harimi.service.privacy.profile_parts import Foreign
from harimi.service.privacy.publication import known_operator
from harimi.service.privacy.recipients import HOME


@dataclass(frozen=True, slots=True)
class Facts:
    """A recipient as a person is told of them; `foreign` is None in Japan, and where the profile does not say it."""

    recipient: Recipient
    foreign: Foreign | None

    @property
    def complete(self) -> bool:
        """Whether a consent to this would be one: abroad nobody can consent without the three facts."""
        return self.recipient.country == HOME or self.foreign is not None

    @property
    def digest(self) -> str:
        """By which a consent says what it was given to."""
        one = self.recipient
        told = [one.pk, one.name, one.country, sorted(one.items), sorted(one.purposes)]
        abroad = None if self.foreign is None else self.foreign.model_dump()
        return hashlib.sha256(json.dumps([told, abroad], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def facts_of(recipient: Recipient) -> Facts:
    """What is to be said of a recipient today."""
    if recipient.country == HOME:
        return Facts(recipient, None)
    listed = known_operator().foreign
    return Facts(recipient, next((one for one in listed if recipient.name in (one.recipient.ja, one.recipient.en)), None))
