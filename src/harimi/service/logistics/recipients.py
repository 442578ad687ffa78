"""To whom a parcel goes: what stands on its label. Open it for shipping alone."""

from dataclasses import dataclass

from harimi.service.contracts.models import Contract
from harimi.service.logistics.models import Parcel


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name or a company's, an address and a telephone number."""

    name: str
    corporate_name: str
    postal_code: str
    address: str
    telephone: str


def recipient(parcel: Parcel) -> Recipient | None:
    """The parcel's own address, else that of the contract; None where neither is known."""
    of: Parcel | Contract | None = (
        parcel if parcel.address else Contract.objects.filter(organization=parcel.organization).first()
    )
    return None if of is None else Recipient(of.name, of.corporate_name, of.postal_code, of.address, of.telephone)
