"""The card provider is asked directly: no proxy of the machine hears of it."""

import uuid

import pytest

from harimi.service.egress.cards import provider as cards
from tests.services.cards.stand_in import StandIn
from tests.services.world import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_proxy_of_the_machine_is_asked(provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert cards.new_customer(uuid.uuid4(), subject=person("taro@example.jp").subject_id)
