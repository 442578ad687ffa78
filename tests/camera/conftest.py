"""A camera of files and a service of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harimi.camera.config import Config, load
from tests.camera.contract import Contract, serving
from tests.camera.made import jpeg, write_config


@pytest.fixture
def contract() -> Iterator[Contract]:
    """A service that speaks the contract."""
    with serving() as made:
        yield made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """What the camera sees."""
    path = tmp_path / "view.jpg"
    path.write_bytes(jpeg())
    return path


@pytest.fixture
def config(tmp_path: Path, contract: Contract, photo: Path) -> Config:
    """A camera that copies that file, with a good token."""
    return load(write_config(tmp_path, contract.url, photo))
