"""What every test of outlets has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harimi.service.privacy.gate import using
from tests.instances.sftp import Sftp
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


@pytest.fixture
def sftp(tmp_path: Path, settings: Any) -> Iterator[Sftp]:
    """The customer's own, on this machine, which the operator lets them reach."""
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})
    made = Sftp(tmp_path / "files")
    made.start()
    yield made
    made.stop()
