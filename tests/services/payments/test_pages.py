"""What owners see of their payments, and nobody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from harimi.service.billing.models import Invoice
from harimi.service.payments.booking import by_hand
from harimi.service.payments.models import CardPayment, Mandate
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from tests.services.billing.customers import boss, owner_of
from tests.services.office import signed_in
from tests.services.payments.money import came, owes, payer
from tests.services.payments.test_debits import collector
from tests.services.world import home, member, person

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"bank_code": "0001", "branch_code": "123", "kind": "1", "account": "7654321", "holder": "ヤマダ ハナコ"}


@pytest.fixture(autouse=True)
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    at_start()
    publish(collector(), Wish())
    monkeypatch.setattr("harimi.service.pages.payments.views.known_operator", collector)


def test_an_owner_sees_how_to_pay_what_is_open_and_what_came() -> None:
    contract, other = payer(), payer("2222-2222")
    first, second, theirs = owes(contract, 1000), owes(contract, 500), owes(other, 700)
    with using("payment_check"):
        came((1000, "12345678 ﾔﾏﾀﾞ"))
    page = signed_in(owner_of(contract)).get(reverse("payments")).text
    assert "Mihon Bank" in page
    assert "1234-5678" in page
    assert second.number in page
    assert f"<strong>{first.number}</strong>" not in page
    assert "12345678 ﾔﾏﾀﾞ" in page
    assert "¥1,000" in page
    for no in (theirs.number, "2222-2222"):
        assert no not in page


def test_an_invoice_leads_to_paying_while_it_is_open_and_is_paid_only_by_money() -> None:
    contract = payer()
    lost, paid = owes(contract, 1000), owes(contract, 500)
    client = signed_in(owner_of(contract))

    def told(invoice: Invoice) -> tuple[bool, bool, bool]:
        page = client.get(reverse("invoice", args=[invoice.pk])).text.partition("</article>")[2]
        return reverse("payments") in page, reverse("cards") in page, "Paid" in page

    assert told(lost) == told(paid) == (True, True, False)
    with using("payment_check"):
        by_hand.write_off(lost, "倒産", actor=boss())
        came((500, "12345678"))
    assert (told(lost), told(paid)) == ((False, False, False), (False, False, True))
    assert reverse("payments") in client.get(reverse("invoices")).text.partition("<h1>")[2]


def test_what_was_paid_by_card_is_received_too() -> None:
    contract = payer()
    made = owes(contract, 1000)
    told = {"organization": contract.organization, "invoice": made, "kind": "page", "yen": 1000, "done_at": timezone.now()}
    client = signed_in(owner_of(contract))
    for state, shown in (("declined", False), ("succeeded", True)):
        CardPayment.objects.create(**told, state=state)
        assert ("Card" in client.get(reverse("payments")).text.partition("Received")[2]) == shown


def test_who_owns_nothing_sees_nothing() -> None:
    contract = payer()
    owes(contract, 1000)
    viewer = member(contract.organization, "viewer@example.jp")
    for user in (viewer, home(person("other@example.jp")).organization.memberships.get().user):
        page = signed_in(user).get(reverse("payments")).text
        assert "You have no contract to pay for" in page
        assert "1234-5678" not in page


def test_an_owner_enters_an_account_and_takes_it_away() -> None:
    contract = payer()
    client, address = signed_in(owner_of(contract)), reverse("payments_mandate", args=[contract.organization_id])
    assert "A bank code has 4 digits" in client.post(address, {**TYPED, "bank_code": "1"}, follow=True).text
    page = client.post(address, TYPED, follow=True).text
    assert "The account was saved." in page
    assert "•••• 321" in page
    assert "7654321" not in page
    assert "Direct debit is stopped." in client.post(address, {"end": "1"}, follow=True).text
    assert not Mandate.objects.exists()


def test_nobody_else_enters_one() -> None:
    contract = payer()
    address = reverse("payments_mandate", args=[contract.organization_id])
    for user in (member(contract.organization, "viewer@example.jp"), owner_of(payer("2222-2222"))):
        assert signed_in(user).post(address, TYPED).status_code == 404
    assert not Mandate.objects.exists()
