"""A running service that takes cards by the stand-in, and where a card's number would be found in it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.running import PATIENCE, Running, running
from tests.services.cards.stand_in import KEY, SECRET, StandIn, stand_in
from tests.services.residue.variants import hashes, variants

STANDS = """
import json
from harimi.service.project.setup import set_up
set_up()
from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.models import Invoice, Posting
from harimi.service.payments.models import CardEvent, CardPayment
print(json.dumps({
    "open": [open_of(one) for one in Invoice.objects.values_list("number", flat=True)],
    "card": sum(Posting.objects.filter(account="card").values_list("yen", flat=True)),
    "states": sorted(CardPayment.objects.values_list("state", flat=True)),
    "waiting": CardEvent.objects.filter(state="waiting").count(),
}))
"""


@contextmanager
def taking_cards(folder: Path) -> Iterator[tuple[Running, StandIn]]:
    """Both tell each other over HTTP; the data and the log are in `folder`, and its address is where people return to."""
    folder.mkdir()
    with stand_in() as provider:
        settings = {"HARIMI_STRIPE_KEY": KEY, "HARIMI_STRIPE_WEBHOOK_SECRET": SECRET, "HARIMI_STRIPE_ADDRESS": provider.url}
        with running(folder, module="tests.services.cards.seed", settings=settings) as service:
            provider.hook = f"{service.url}/hooks/stripe"
            yield replace(service, url=service.url.replace("127.0.0.1", "localhost")), provider


def stands(service: Running) -> dict[str, Any]:
    """Invoices, books and payments there."""
    found: dict[str, Any] = json.loads(service.ask_code(STANDS).splitlines()[-1])
    return found


def until_paid(service: Running) -> dict[str, Any]:
    """Waits for the provider's word."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = stands(service)
        if set(found["open"]) == {0} and not found["waiting"]:
            return found
        time.sleep(0.5)
    raise AssertionError("nobody heard that it was paid")


def traces(service: Running, folder: Path, pan: str) -> list[str]:
    """Where a card's number is, in any variant: with or without separators, as a plain hash, encoded or escaped."""
    spaced = [sign.join(pan[n : n + 4] for n in range(0, len(pan), 4)) for sign in ("", " ", "-", "\u00a0", "  ")]
    patterns = hashes(spaced).union(*map(variants, spaced))
    file = folder.parent / "patterns.json"
    file.write_text(json.dumps({"pan": sorted(one.hex() for one in patterns)}))
    told = service.ask("tests.services.residue.scanning", str(file), str(folder))
    found: list[str] = json.loads(told.splitlines()[-1])["pan"]
    return found
