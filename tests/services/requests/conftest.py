"""A service whose operator has told who they are, so that requests are open."""

from pathlib import Path

import pytest
from django.conf import settings

from harimi.service.privacy.publication import at_start
from tests.services.policies import EXAMPLE


@pytest.fixture
def told(own_blobs: Path, db: None) -> None:
    """The example's operator; the first policy is published with it."""
    settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"))
    at_start()
