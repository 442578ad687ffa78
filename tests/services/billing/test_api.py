"""Invoices and payments by the API: for owners alone, to the yen as on the page."""

import pytest

from harimi.service.accounts.models import User
from harimi.service.billing.models import Invoice
from harimi.service.pages.reports.pdf import has_pdf
from tests.services.api_calls import calling, token_for
from tests.services.billing.test_invoice_pages import billed as billed

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_owner_has_their_invoices_and_what_is_open(billed: Invoice) -> None:
    owner = User.objects.get(memberships__organization=billed.organization, memberships__role="owner")
    client = calling(token_for(billed.organization, owner))
    listed = client.get("/api/v1/invoices").json()["data"]
    assert billed.number in {one["number"] for one in listed}
    one = client.get(f"/api/v1/invoices/{billed.pk}").json()
    assert (one["number"], one["total"]) == (billed.number, billed.total)
    assert sum(line["yen"] for line in one["lines"]) == sum(line.yen for line in billed.charges.all())
    account = client.get("/api/v1/payments").json()
    assert {item["number"]: item["yen"] for item in account["open"]}[billed.number] == one["open"]
    paper = client.get(f"/api/v1/invoices/{billed.pk}/file.pdf")
    assert paper.status_code == (200 if has_pdf() else 404)
    if has_pdf():
        assert paper.content.startswith(b"%PDF")
        assert paper.headers["Cache-Control"] == "no-store"


def test_another_customer_finds_none_of_it(billed: Invoice) -> None:
    from tests.services.world import home, person

    other = person("stranger@example.jp")
    client = calling(token_for(home(other, "Elsewhere").organization, other))
    for path in (f"invoices/{billed.pk}", f"invoices/{billed.pk}/file.pdf"):
        assert client.get(f"/api/v1/{path}").status_code == 404
    assert client.get("/api/v1/invoices").json()["data"] == []
