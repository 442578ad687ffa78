"""How many queries each page asks: a committed number that may only fall. `HARIMI_WRITE_QUERIES=1` writes lower ones."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.services.addresses import ADDRESSES
from tests.services.test_addresses import made as made
from tests.services.world import World

pytestmark = pytest.mark.django_db(transaction=True)
BASELINE = Path(__file__).with_name("page_queries.json")
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def test_no_page_asks_more_queries_than_it_did(made: World) -> None:
    known: dict[str, int] = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    client, counted = Client(), dict[str, int]()
    client.force_login(made.owner)
    for name, one in ADDRESSES.items():
        if "owner" in one.open and not one.elsewhere:
            client.get(one.of(name, made))
            with CaptureQueriesContext(connection) as asked:
                client.get(one.of(name, made))
            counted[name] = len(asked)
    if os.environ.get("HARIMI_WRITE_QUERIES") == "1":
        lower = {name: min(n, known.get(name, n)) for name, n in counted.items()}
        BASELINE.write_text(json.dumps(lower, indent=1, sort_keys=True) + "\n")
        known = lower
    assert {name: n for name, n in counted.items() if n > known.get(name, 0)} == {}
