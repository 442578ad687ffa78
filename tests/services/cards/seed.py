"""A customer with an invoice, and the card provider in the register: `python -m tests.services.cards.seed`."""

import json

from harimi.service.project.setup import set_up


def main() -> None:
    """Makes them, and prints whose and which."""
    set_up()
    from harimi.service.privacy.gate import using
    from harimi.service.privacy.recipients import register
    from tests.services.billing.customers import owner_of
    from tests.services.cards.scene import billed_customer, recipient

    with using("provision"):
        register(recipient())
        contract, invoice = billed_customer()
        told = {"email": owner_of(contract).email, "invoice": str(invoice.pk), "number": invoice.number, "yen": invoice.total}
        print(json.dumps(told | {"organization": str(contract.organization_id)}))


if __name__ == "__main__":
    main()
