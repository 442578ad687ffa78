"""What the app keeps, one subject a file."""

from harimi.service.third_parties.models.approvals import Approval
from harimi.service.third_parties.models.choices import Instruction, RecipientConsent
from harimi.service.third_parties.models.provisions import Provision, StoppedProvision

__all__ = ["Approval", "Instruction", "Provision", "RecipientConsent", "StoppedProvision"]
