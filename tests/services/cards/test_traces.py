"""After a card was typed at the provider's, its number is nowhere at ours: no table, no queue, no log, no file."""

import base64
import json
import re
from pathlib import Path

import httpx
import pytest

from tests.services.cards.acquirer import GOOD
from tests.services.cards.stand_in import StandIn
from tests.services.cards.traces import stands, taking_cards, traces, until_paid

DISGUISES = (GOOD, "4242 4242 4242 4242", "4242-4242-4242-4242", base64.b64encode(GOOD.encode()).decode(), json.dumps(GOOD))


@pytest.mark.clause("PP-1(1)4a")
def test_an_invoice_is_paid_and_the_cards_number_is_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with taking_cards(folder) as (service, provider):
        with httpx.Client(base_url=service.url, follow_redirects=True, timeout=30) as browser:
            _send(browser, "/accounts/login/", login=service.seeded["email"], password="a long password")
            invoice = f"/account/invoices/{service.seeded['invoice']}"
            hosted = _send(browser, invoice, to=f"{invoice}/card").url
            assert str(hosted).startswith(provider.url)
            back = httpx.post(str(hosted), data={"pan": "4242 4242 4242 4242"}, headers={})
            assert back.headers["Location"].startswith(f"{service.url}/account/cards/payments/")
            assert browser.get(back.headers["Location"]).status_code == 200
            browser.get(f"/account/cards?pan={GOOD}")
        found = until_paid(service)
        assert (found["states"], found["card"]) == (["succeeded"], service.seeded["yen"])
        _misbehave(provider)
        assert stands(service)["card"] == service.seeded["yen"]
        assert traces(service, folder, GOOD) == []
        for n, text in enumerate(DISGUISES):
            (folder / f"left-{n}").write_text(f"before {text} after")
        assert traces(service, folder, GOOD) == [f"file left-{n}" for n in range(len(DISGUISES))]


def _misbehave(provider: StandIn) -> None:
    """Events once more, the last first, one that is forged, and one that says more than it should."""
    for event in reversed(provider.events):
        assert provider.deliver(event) == 200
    assert provider.deliver(provider.events[0], secret="whsec_forged") == 400
    talkative = provider.events[-1] | {"id": "evt_talkative", "request": {"note": GOOD}}
    talkative["data"] = {"object": {**talkative["data"]["object"], "description": f"card {GOOD}"}}
    assert provider.deliver(talkative) == 200


def _send(browser: httpx.Client, page: str, to: str = "", **form: str) -> httpx.Response:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page).text)
    assert token is not None
    answer = browser.post(to or page, data={**form, "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 200, (page, answer.status_code)
    return answer
