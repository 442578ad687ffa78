"""What `harimi doctor` says about money."""

import pytest
from django.conf import settings

from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.models import Posting, Sequence
from harimi.service.privacy.publication import at_start
from harimi.service.project.doctor.money import books, invoices
from tests.services.applicants import plan
from tests.services.billing.customers import OCTOBER, customer
from tests.services.policies import EXAMPLE

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_invoices_lack_and_that_the_books_agree() -> None:
    at_start()
    assert list(invoices()) == list(books()) == []
    issue(customer(of=plan(base_yen=1000)), OCTOBER)
    assert [(one.level, one.do) for one in invoices()] == [
        ("look", "set [billing] in operator.toml"),
        ("look", "set [billing.bank] in operator.toml"),
        ("fine", ""),
    ]
    settings.HARIMI.operator_path.write_text(EXAMPLE.read_text())
    assert [one.level for one in (*invoices(), *books())] == ["fine", "fine"]
    Sequence.objects.update(last=3)
    assert [one.what for one in invoices()] == [f"numbers are missing: 2 of {Sequence.objects.get().name}"]
    Posting.objects.create(entry=Posting.objects.all()[0].entry, account="bank", yen=1)
    assert [one.level for one in books()] == ["bad"]
