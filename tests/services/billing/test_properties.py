"""Whatever happens in between: all that is due is billed, once, to the yen."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harimi.service.billing.due.facts import facts_of
from harimi.service.billing.due.month import due
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.invoicing.taking_back import take_back
from harimi.service.billing.models import Charge, Invoice, Posting, Run, Sequence
from harimi.service.billing.months import months
from harimi.service.contracts.models import Contract, Plan
from harimi.service.contracts.plans import change_plan
from harimi.service.meters.models import Meter
from harimi.service.privacy.days import today
from harimi.service.privacy.publication import at_start
from tests.services.applicants import plan
from tests.services.billing.customers import at, boss, customer, meter, read

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 1)
DAYS = st.integers(0, 180).map(lambda n: FIRST + timedelta(days=n))
YEN = st.integers(0, 5000)


@dataclass(frozen=True)
class Step:
    """Something that happens."""

    what: str
    day: date
    count: int


class Undo(Exception):  # noqa: N818
    """Takes an example out of the database again."""


STEPS = st.lists(
    st.builds(
        Step, st.sampled_from(["meter", "retire", "plan", "read", "bill", "bill", "back", "end"]), DAYS, st.integers(1, 40)
    ),
    max_size=12,
)


def happens(contract: Contract, plans: list[Plan], step: Step) -> None:
    """Lets it happen as staff, customers and cameras would."""
    one = Meter.objects.filter(site__organization=contract.organization).order_by("created_at").last()
    if step.what == "meter":
        meter(contract, since=step.day)
    elif step.what == "retire" and one is not None:
        Meter.objects.filter(pk=one.pk).update(retired_at=max(at(step.day), one.created_at))
    elif step.what == "plan":
        change_plan(contract, plans[step.count % len(plans)], step.day, actor=boss())
    elif step.what == "read":
        read(meter(contract, since=step.day), step.day, step.count)
    elif step.what == "bill":
        issue(contract, step.day.replace(day=1))
    elif step.what == "back" and (made := Invoice.objects.filter(kind="invoice", taken_back_by=None).last()):
        take_back(made, "a slip", actor=boss())
    elif step.what == "end":
        contract.organization.ended_at = at(step.day)
        contract.organization.save()


def holds(contract: Contract) -> None:
    """What must hold once everything was billed."""
    facts = facts_of(contract, FIRST, LAST)
    for month in months(FIRST, LAST):
        charged = Charge.objects.filter(month=month)
        if month not in facts.readings:  # too long ago to be counted anew
            charged = charged.exclude(kind=Charge.Kind.READINGS)
        assert sum(one.yen for one in charged) == sum(line.yen for line in due(facts, month))
    made = list(Invoice.objects.order_by("number"))
    assert [int(one.number[-6:]) for one in made] == list(range(1, len(made) + 1))
    assert sum(one.last for one in Sequence.objects.all()) == len(made)
    assert not Charge.objects.filter(invoice=None).exists()
    for one in made:
        lines = sum(line.yen for line in one.charges.all())
        assert lines == (one.total if one.with_tax else sum(tax["net"] for tax in one.taxes))
        assert one.total == sum(tax["net"] + tax["tax"] for tax in one.taxes)
    postings = list(Posting.objects.values_list("account", "yen"))
    assert sum(yen for _, yen in postings) == 0
    assert sum(yen for account, yen in postings if account == "receivable") == sum(one.total for one in made)


@given(STEPS, st.lists(st.tuples(YEN, YEN, YEN, st.booleans()), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_that_is_due_is_billed_once(steps: list[Step], prices: list[tuple[int, int, int, bool]]) -> None:
    with pytest.raises(Undo), transaction.atomic():
        at_start()
        plans = [
            plan(code=f"p{n}", base_yen=base, meter_yen=each, readings_free=3, thousand_yen=thousand * 100, with_tax=with_tax)
            for n, (base, each, thousand, with_tax) in enumerate(prices)
        ]
        contract = customer(since=FIRST, of=plans[0])
        Run.objects.create(month=FIRST, state=Run.State.DONE)
        for step in steps:
            happens(contract, plans, step)
        issue(contract, LAST)
        assert issue(contract, LAST) == []
        holds(contract)
        assert all(one.issued_on == today() for one in Invoice.objects.all())
        raise Undo
