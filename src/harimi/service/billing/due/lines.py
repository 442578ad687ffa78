"""A line that is due, before it is a charge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from harimi.service.billing.models import Charge
from harimi.service.billing.money import STANDARD


@dataclass(frozen=True, slots=True)
class Due:
    """Fields as those of `Charge`."""

    kind: Charge.Kind
    month: date
    first: date
    last: date
    quantity: int
    unit_yen: int
    yen: int
    with_tax: bool
    rate: int = STANDARD
    about: Mapping[str, Any] = field(default_factory=dict)
    label_ja: str = ""
    label_en: str = ""
    corrects: bool = False

    @property
    def basis(self) -> tuple[str, bool, int]:
        """What can be added up and compared: the kind of charge, and how it is taxed."""
        return str(self.kind), self.with_tax, self.rate
