"""Monthly runs: on trial first, then for good, exactly once however often they are killed or begun."""

from datetime import date

import pytest

from harimi.service.billing.models import Charge, Invoice, Posting, Run, RunPart
from harimi.service.billing.runs import steps, working
from harimi.service.billing.runs.steps import RunError
from harimi.service.contracts.models import PlanSpell
from harimi.service.platform.models import Leased
from harimi.service.privacy.publication import at_start
from tests.services.applicants import plan
from tests.services.billing.customers import NOVEMBER, OCTOBER, billed, boss, customer, invoices, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def policy() -> None:
    at_start()


def test_a_run_is_tried_before_it_is_issued() -> None:
    priced = plan(base_yen=1000, meter_yen=0)
    one = customer("1111-1111", of=priced)
    customer("2222-2222", since=date(2026, 10, 16), of=priced)
    customer("3333-3333", since=NOVEMBER, of=priced)
    run = steps.begin(OCTOBER, actor=boss())
    work()
    run.refresh_from_db()
    assert (run.state, Invoice.objects.count(), Charge.objects.count()) == ("ready", 0, 0)
    assert sorted(run.parts.values_list("state", "yen", "lines")) == [("tried", 516, 1), ("tried", 1000, 1)]
    steps.issue(run, actor=boss())
    work()
    run.refresh_from_db()
    assert (run.state, run.invoices.count()) == ("done", 2)
    assert run.done_at is not None
    assert [made.total for made in invoices(one)] == [1000]
    assert sum(Posting.objects.values_list("yen", flat=True)) == 0


def test_only_months_that_are_over_and_one_run_at_a_time() -> None:
    customer(of=plan())
    with pytest.raises(RunError, match="too_early"):
        steps.begin(date(2020, 10, 1), actor=None)
    with pytest.raises(RunError, match="not_over"):
        steps.begin(date(2099, 1, 1), actor=None)
    run = steps.begin(OCTOBER, actor=boss())
    with pytest.raises(RunError, match="another_run"):
        steps.begin(OCTOBER, actor=boss())
    with pytest.raises(RunError):
        steps.issue(run, actor=boss())
    steps.drop(run, actor=boss())
    work()
    assert not Invoice.objects.exists()
    with pytest.raises(RunError):
        steps.drop(run, actor=boss())
    assert steps.begin(OCTOBER, actor=boss()).state == "trial"


def test_a_run_that_is_killed_goes_on_and_charges_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the invoice was written and before the part was finished: all of that part is undone."""
    contract = customer(of=plan(base_yen=1000))
    run = steps.begin(OCTOBER, actor=boss())
    work()
    steps.issue(run, actor=boss())

    def killed(row: Leased, **_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(working, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            working.bill_one()
    assert invoices(contract) == []
    RunPart.objects.update(lease=None, lease_until=None)
    work()
    assert [one.total for one in invoices(contract)] == [1000]
    RunPart.objects.update(state="waiting", due_at=run.made_at)
    Run.objects.update(state="issuing")
    work()
    assert [one.number[-6:] for one in invoices(contract)] == ["000001"]


def test_one_that_fails_stops_no_other_and_is_tried_again() -> None:
    priced = plan(base_yen=1000)
    one, other = customer("1111-1111", of=priced), customer("2222-2222", of=priced)
    run = steps.begin(OCTOBER, actor=boss())
    work()
    steps.issue(run, actor=boss())
    RunPart.objects.filter(organization=one.organization).update(state="failed", due_at=None, fault="KeyGoneError")
    work()
    run.refresh_from_db()
    assert (run.state, len(invoices(one)), len(invoices(other))) == ("done", 0, 1)
    assert steps.retry(run, actor=boss()) == 1
    work()
    assert (len(invoices(one)), len(invoices(other))) == (1, 1)


def test_a_month_that_no_run_billed_is_billed_by_the_next_one() -> None:
    august, october = date(2026, 8, 1), OCTOBER
    contract = customer(since=august, of=plan(base_yen=1000))
    billed(august)
    billed(october)
    assert [one.total for one in invoices(contract)] == [1000, 2000]
    assert [one.month.month for one in Charge.objects.order_by("month")] == [8, 9, 10]


def test_months_before_the_first_run_are_not_ours() -> None:
    contract = customer(since=date(2026, 1, 1), of=plan(base_yen=1000))
    PlanSpell.objects.update(since=date(2026, 1, 1))
    billed(OCTOBER)
    assert [one.total for one in invoices(contract)] == [1000]
