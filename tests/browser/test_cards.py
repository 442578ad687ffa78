"""A person pays an invoice by card and keeps one: desk and phone, both languages, with the provider's page in between."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.browser.test_axe import _faults
from tests.services.cards.acquirer import GOOD
from tests.services.cards.traces import stands, taking_cards, traces, until_paid

PAID = """
from django.utils import timezone
from harimi.service.project.setup import set_up
set_up()
from harimi.service.billing.models import Invoice
from harimi.service.payments.models import CardDispute, CardEvent, CardPayment
told = {"invoice": Invoice.objects.get(), "yen": 900, "state": "succeeded", "intent": "pi_x"}
made = CardPayment.objects.create(organization=told["invoice"].organization, kind="page", **told)
now = timezone.now()
CardDispute.objects.create(id="dp_x", payment=made, yen=10, state="needs_response", reason="fraudulent", due_at=now)
CardEvent.objects.create(id="evt_x", kind="payout.paid", about="po_x", told_at=now, state="failed", fault="StrangeError")
print(made.pk)
"""


def test_an_invoice_is_paid_on_the_providers_page_and_a_card_kept(page: Page, view: View, shots: Path, tmp_path: Path) -> None:
    folder, japanese = tmp_path / "data", view.language == "ja"
    with taking_cards(folder) as (service, provider):
        sign_in(page, service.url, service.seeded["email"])
        page.goto(f"{service.url}/account/invoices/{service.seeded['invoice']}")
        _shot(page, shots, view, "invoice")
        page.get_by_role("button", name="カードで支払う" if japanese else "Pay by card").click()
        page.wait_for_url(f"{provider.url}/pay/**")
        page.get_by_label("Card").fill("4242 4242 4242 4242")
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"{service.url}/account/cards/payments/**")
        until_paid(service)
        page.reload()
        expect(page.locator("[data-state=succeeded]")).to_be_visible()
        _shot(page, shots, view, "paid")
        paid = page.url.removeprefix(service.url)
        page.goto(f"{service.url}/account/cards")
        _shot(page, shots, view, "none-kept")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="カードを登録する" if japanese else "Keep a card").click()
        page.wait_for_url(f"{provider.url}/pay/**")
        page.get_by_label("Card").fill(GOOD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"{service.url}/account/cards?back=1")
        while not page.get_by_text("VISA •••• 4242").count():
            page.wait_for_timeout(300)
            page.reload()
        _shot(page, shots, view, "kept")
        page.get_by_role("button", name="カードの登録を解除する" if japanese else "Remove the card").click()
        expect(page.locator(".notes")).to_contain_text("解除しました" if japanese else "was removed")
        assert stands(service)["states"] == ["succeeded"]
        assert traces(service, folder, GOOD) == []
        mine = ("/account/cards", paid, f"/account/invoices/{service.seeded['invoice']}")
        assert _faults(page, service.url, *mine) == []


def test_staff_give_back_what_was_paid(page: Page, view: View, shots: Path, tmp_path: Path) -> None:
    japanese = view.language == "ja"
    with taking_cards(tmp_path / "data") as (service, _):
        payment = service.ask_code(PAID).split()[-1]
        sign_in(page, service.url, "boss@example.jp")
        page.goto(f"{service.url}/office/cards/{payment}")
        page.get_by_label("金額(円)" if japanese else "Yen").fill("1")
        page.get_by_label("理由" if japanese else "Reason").fill("Sorry")
        _shot(page, shots, view, "office-card")
        page.get_by_role("button", name="返金する" if japanese else "Give back").click()
        expect(page.locator(".notes")).to_contain_text("依頼しました" if japanese else "being asked")
        page.goto(f"{service.url}/office/cards")
        _shot(page, shots, view, "office")
        assert _faults(page, service.url, "/office/cards", f"/office/cards/{payment}") == []


def _shot(page: Page, shots: Path, view: View, name: str) -> None:
    fits(page)
    screenshot(page, shots / f"{view.name}-cards-{name}.png")
