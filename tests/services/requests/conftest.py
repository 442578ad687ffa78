"""A service whose operator has told who they are, so that requests are open."""

from pathlib import Path

import pytest
from django.conf import settings

from harimi.service.privacy.models import PolicyPublication, TermsPublication
from harimi.service.privacy.publication import at_start
from tests.services.policies import EXAMPLE


@pytest.fixture
def told(own_blobs: Path, db: None) -> None:
    """The example's operator; the first policy is published with it."""
    settings.HARIMI.operator_path.write_text(EXAMPLE.read_text("utf-8"))
    at_start()


@pytest.fixture
def published_bare(own_blobs: Path, db: None) -> None:
    """An operator who has told nothing: a new publication without what makes requests possible."""
    settings.HARIMI.operator_path.unlink(missing_ok=True)
    PolicyPublication.objects.all()._raw_delete("default")
    TermsPublication.objects.all()._raw_delete("default")
    at_start()
