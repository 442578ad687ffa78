"""What is about to leave for somebody outside: to whom, which items, of whom, and what for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from harimi.service.privacy.models import Recipient
from harimi.service.third_parties.models import Approval, Instruction

To = Recipient | Instruction | None


@dataclass(frozen=True, slots=True)
class Departure:
    """`to` is who stands in the register, or a customer's own channel; None is somebody whom nobody registered.

    `asked_at` is when it was asked for, such as when a job was put into the queue: a consent given later does not mend it.
    An `approval` of 4(3) to 4(6) stands in for consent and purpose.
    """

    to: To
    items: tuple[str, ...]
    purpose: str = ""
    subject: UUID | None = None
    case: str = ""
    asked_at: datetime | None = None
    approval: Approval | None = None

    @property
    def name(self) -> str:
        """What the audit calls the recipient."""
        if isinstance(self.to, Instruction):
            return f"own-{self.to.pk}"[:40]
        return "" if self.to is None else self.to.pk
