"""`harimi doctor` says whether cards are taken, and never what opens the provider."""

import pytest
from django.conf import settings

from harimi.service.payments.models import CardEvent
from harimi.service.privacy.recipients import end
from harimi.service.project.doctor.work import cards
from tests.services.cards.scene import hear
from tests.services.cards.stand_in import KEY, SECRET, StandIn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def _said() -> tuple[str, str]:
    (found,) = cards()
    assert KEY not in str(found.told())
    assert SECRET not in str(found.told())
    return found.level, found.what


def test_it_says_how_cards_stand(provider: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _said() == ("fine", "taken: keys are set, and the provider is registered")
    hear(provider.acquirer.emit("payout.paid", {"id": "po_x"}))
    CardEvent.objects.update(state="failed")
    assert _said()[0] == "bad"
    end("cards")
    assert _said() == ("bad", "not taken: recipient_unknown")
    for told, level in (({"stripe_webhook_secret": ""}, "bad"), ({"stripe_key": "", "stripe_webhook_secret": ""}, "fine")):
        monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=told))
        assert _said()[0] == level
