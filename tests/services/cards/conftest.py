"""Cards taken by the stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from harimi.service.privacy.recipients import register
from tests.services.cards.scene import recipient
from tests.services.cards.stand_in import KEY, SECRET, StandIn, stand_in


@pytest.fixture
def provider(own_blobs: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """It is set and registered as an operator would."""
    with stand_in() as made:
        told = {"stripe_key": KEY, "stripe_webhook_secret": SECRET, "stripe_address": made.url}
        monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=told))
        register(recipient())
        yield made
