"""What tests of third parties share."""

from collections.abc import Iterator

import pytest

from tests.services.third_parties.scene import Server, serving


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The third party's web server."""
    with serving(monkeypatch) as (made, _):
        yield made
