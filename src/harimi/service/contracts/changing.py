"""What an owner changes about a contract: who answers for it, and where they are."""

from collections.abc import Mapping

from django.db import transaction

from harimi.service.accounts import activity
from harimi.service.accounts.models import User
from harimi.service.contracts.applying import DETAILS
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import using

HOLDER = ("name", *DETAILS)
ITEMS = ("name", "corporate_name", "address", "contract_data")


def declare_activity() -> None:
    """Called once Django has started."""
    activity.declare("holder", "changed", names=lambda _: {})


@transaction.atomic
def change_holder(contract: Contract, told: Mapping[str, str], *, actor: User) -> bool:
    """Writes what differs of `HOLDER`; whether anything did. What was billed before keeps what it said."""
    with using("provision", subject=contract.subject_id):
        changed = [name for name in HOLDER if getattr(contract, name) != told[name]]
    if not changed:
        return False
    for name in changed:
        setattr(contract, name, told[name])
    contract.save(update_fields=changed)
    activity.note(contract.organization, "holder.changed", actor=actor)
    record("holder_changed", actor=actor.subject_id, subject=contract.subject_id, clause="2-2(1)", items=ITEMS)
    return True
