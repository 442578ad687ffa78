"""What every test of outlets has."""

from collections.abc import Iterator

import pytest

from harimi.service.privacy.gate import using
from tests.services.third_parties.scene import Server, serving


@pytest.fixture
def purpose() -> Iterator[None]:
    """Workers send for the provision of the service."""
    with using("provision"):
        yield


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A customer's own server, to which every public address leads."""
    with serving(monkeypatch) as (made, _):
        yield made
