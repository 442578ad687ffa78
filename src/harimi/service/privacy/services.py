"""What recipients do for the service, and what each of these needs: the least that the register may say."""

from collections.abc import Mapping
from dataclasses import dataclass

MAIL_PURPOSES = (
    *("registration", "identity_check", "shipping", "receipt", "invoicing", "payment_check"),
    *("guidance", "inquiries", "violations", "terms_change", "marketing"),
)
"""What a mail may be for. That a page was being made for somebody is no reason to write to anybody."""
EVERYTHING = (
    *("name", "address", "mail", "payment", "place", "planned_meter", "contract_data", "access_device", "camera_device"),
    *("access_log", "camera_log", "cookie", "display_content"),
)
"""What a machine holds that keeps all that the service keeps."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The items and purposes of a service, where whoever registers a recipient names none."""

    items: tuple[str, ...]
    purposes: tuple[str, ...]


SERVICES: Mapping[str, Needs] = {
    "mail": Needs(("mail",), MAIL_PURPOSES),
    "cards": Needs(("payment", "contract_data"), ("payment_check",)),
    "parcels": Needs(("name", "address", "contract_data"), ("shipping", "receipt")),
    "database": Needs(EVERYTHING, ("provision",)),
    "store": Needs(("display_content", "contract_data"), ("provision",)),
    "backups": Needs(EVERYTHING, ("provision",)),
    "broker": Needs(("contract_data",), ("provision",)),
    "counters": Needs(("contract_data",), ("provision",)),
    "intake": Needs(("display_content", "camera_device", "camera_log"), ("provision",)),
    "other": Needs((), ()),
}
"""`counters` is the Redis by which machines count limits together, `intake` the MQTT broker that photographs come by."""
