"""The books as staff see them."""

import pytest

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.models import ClosedMonth
from harimi.service.office.plots_money import bars
from harimi.service.privacy.publication import at_start
from tests.services.applicants import plan
from tests.services.billing.customers import billed, customer
from tests.services.office import desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_books_are_looked_at_closed_and_taken_along() -> None:
    at_start()
    client = desk(StaffRole.BILLING)
    assert "Nothing was posted yet" in client.get("/office/ledger").text
    customer(of=plan(base_yen=1100))
    billed()
    page = client.get("/office/ledger").text
    assert page.count("¥1,100") >= 3
    assert "10: 1,000" in page  # sales of October without tax, in the chart
    assert "青空" not in page
    told = client.get("/office/ledger/journal/freee.csv?first=2026-10&last=2026-10")
    assert "売上高" in told.content.decode("utf-8-sig")
    assert client.get("/office/ledger/journal/excel.csv?first=2026-10&last=2026-10").status_code == 404
    assert "Look at the first" in client.get("/office/ledger/journal/freee.csv?first=2026-10&last=x", follow=True).text
    assert "close the months before" in client.post("/office/ledger/close", {"month": "2026-09"}, follow=True).text
    assert "October 2026 is closed" in client.post("/office/ledger/close", {"month": "2026-10"}, follow=True).text
    assert ClosedMonth.objects.count() == 1
    assert client.post("/office/ledger/close", {"month": "x"}).status_code == 404
    other = desk(StaffRole.SUPPORT)
    for address in ("", "/journal/freee.csv?first=2026-10&last=2026-10"):
        assert other.get(f"/office/ledger{address}").status_code == 404


def test_bars_go_up_and_down() -> None:
    drawn = bars([("a", 300), ("b", -100), ("c", 0)])
    assert drawn is not None
    up, down = drawn.marks
    assert up.y + up.height == pytest.approx(down.y)
    assert up.height == pytest.approx(3 * down.height, abs=0.2)
    assert bars([("a", 0)]) is None
