"""Monthly runs as staff begin, look at and issue them."""

import pytest

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.models import Invoice, Run
from harimi.service.privacy.publication import at_start
from tests.services.applicants import plan
from tests.services.billing.customers import OCTOBER, customer, work
from tests.services.office import desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_run_from_the_month_to_the_invoices() -> None:
    at_start()
    customer(of=plan(base_yen=1000))
    client = desk(StaffRole.BILLING)
    assert "no run" in client.get("/office/runs").text
    assert client.post("/office/runs", {"month": "2099-01"}).status_code == 422
    assert "Write it as 2026-11" in client.post("/office/runs", {"month": "October"}).text
    answer = client.post("/office/runs", {"month": "2026-10"})
    address = answer["Location"]
    assert "0 of 1" in client.get(address).text
    assert "Another run goes on" in client.post("/office/runs", {"month": "2026-10"}).text
    work()
    page = client.get(address).text
    assert "¥1,000" in page
    assert "1234-5678" in page
    assert "青空" not in page
    assert not Invoice.objects.exists()
    assert client.get(f"{address}?show=strange").status_code == 200
    assert client.get(f"{address}?show=other").status_code == 404
    client.post(f"{address}/step", {"step": "issue"})
    work()
    assert "issued" in client.get(address).text
    assert Run.objects.get().month == OCTOBER
    assert "not possible" in client.post(f"{address}/step", {"step": "drop"}, follow=True).text
    assert client.post(f"{address}/step", {"step": "x"}).status_code == 404
    for role in (StaffRole.SUPPORT, StaffRole.RECEPTION):
        other = desk(role)
        assert other.get(address).status_code == 404
        assert other.post(f"{address}/step", {"step": "issue"}).status_code == 404
