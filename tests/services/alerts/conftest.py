"""A house whose alerts are told, and the other side that is told of them."""

from collections.abc import Iterator

import pytest

from tests.services.alerts.telling_scene import House, answering, house
from tests.services.third_parties.scene import Server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The other side."""
    with answering(monkeypatch) as made:
        yield made


@pytest.fixture
def here() -> House:
    """Whose alerts they are."""
    return house()
