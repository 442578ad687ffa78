"""How many queries each list of the API asks: as many for many rows as for few, and a committed number that may only fall.

`HARIMI_WRITE_QUERIES=1` writes lower ones.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.services.api_calls import CALLS, calling, operations, token_for
from tests.services.api_lists import LISTS
from tests.services.test_addresses import made as made
from tests.services.world import World

pytestmark = pytest.mark.django_db(transaction=True)
BASELINE = Path(__file__).with_name("api_queries.json")


def test_every_list_stands_in_the_table() -> None:
    lists = {name for name in operations() if name.startswith("list_")} | {"get_prometheus"}
    assert lists ^ set(LISTS) == set()


def test_no_list_asks_more_queries_for_more_rows_nor_more_than_it_did(made: World) -> None:
    client, counted, grows = calling(token_for(made.site.organization, made.owner)), dict[str, int](), dict[str, Any]()
    for name, more in LISTS.items():
        for n in (1, 2):
            more(made, n)
        few, short = _asked(client, name, made)
        for n in range(3, 7):
            more(made, n)
        many, long = _asked(client, name, made)
        assert long > short, f"{name} has no more rows than before"
        counted[name] = many
        if many > few:
            grows[name] = (few, many)
    assert grows == {}
    _compare(counted)


def test_meters_are_found_by_many_words_as_by_one(made: World) -> None:
    client = calling(token_for(made.site.organization, made.owner))
    LISTS["list_meters"](made, 1)
    counts = []
    client.get("/api/v1/meters")
    for words in ("place", "place 1 electricity el ec tr ic it"):
        with CaptureQueriesContext(connection) as asked:
            found = client.get("/api/v1/meters", {"q": words}).json()["data"]
        assert [one["name"] for one in found] == ["Electricity"]
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _asked(client: Client, name: str, made: World) -> tuple[int, int]:
    """How many queries the list asks, and how long its answer is."""
    path = operations()[name][1].format(**CALLS[name].ids(made))
    _read(client, path)
    with CaptureQueriesContext(connection) as asked:
        answer = _read(client, path)
    return len(asked), len(answer)


def _read(client: Client, path: str) -> bytes:
    answer: Any = client.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def _compare(counted: dict[str, int]) -> None:
    known: dict[str, int] = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    if os.environ.get("HARIMI_WRITE_QUERIES") == "1":
        known = {name: min(n, known.get(name, n)) for name, n in counted.items()}
        BASELINE.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    assert {name: n for name, n in counted.items() if n > known.get(name, 0)} == {}
