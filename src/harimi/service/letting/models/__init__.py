"""Everything that letting keeps."""

from harimi.service.letting.models.landlords import Closing, Landlord, Numbering
from harimi.service.letting.models.statements import Statement, StatementLine, StatementMeter, StatementPaid
from harimi.service.letting.models.tariffs import Priced, Sharing, SharingPart, Tariff, TariffVersion

__all__ = [
    "Closing",
    "Landlord",
    "Numbering",
    "Priced",
    "Sharing",
    "SharingPart",
    "Statement",
    "StatementLine",
    "StatementMeter",
    "StatementPaid",
    "Tariff",
    "TariffVersion",
]
