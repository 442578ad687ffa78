"""Statements: issued once, numbered, never changed, set right by the next one, taken back by a credit."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from harimi.service.accounts.models import Membership
from harimi.service.letting import letters, paying, tariffs
from harimi.service.letting.issuing import issue as issuing
from harimi.service.letting.issuing.drafts import on_trial
from harimi.service.letting.issuing.issue import IssueError
from harimi.service.letting.issuing.taking_back import take_back
from harimi.service.letting.models import Landlord, Numbering, Statement, StatementLine, StatementMeter, Tariff
from harimi.service.meters.models import Tenancy
from harimi.service.notices.models import Message
from harimi.service.privacy.gate import using
from harimi.service.readings.settled import Word, tell
from harimi.service.readings.usage import total_between
from harimi.service.rights.erasing import erase
from tests.services.letting.houses import LATER, NOVEMBER, OCTOBER, SEPTEMBER, House, at, daily, flat, house, read
from tests.services.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> House:
    """A tenant with a meter, 10 kWh a day at 20 yen, with tax."""
    found = house()
    register, who = found.meter("101"), found.tenant("A")
    daily(register, SEPTEMBER, 100, 10)
    found.let(register, who, SEPTEMBER)
    found.tariff(SEPTEMBER, flat(20_0000, base_yen=500), register)
    return found


def lines(statement: Statement) -> list[tuple[str, int, int]]:
    """Kind, quantity and yen."""
    return [(one.kind, one.quantity, one.yen) for one in statement.lines.all()]


def test_issued_once_whatever_is_repeated(made: House) -> None:
    (first,) = made.issue(OCTOBER)
    assert (first.number, first.total, first.taxes) == ("2026-00001", 6700, [{"rate": 10, "net": 6091, "tax": 609}])
    assert lines(first) == [("base", 31, 500), ("tier", 310, 6200)]
    assert made.issue(OCTOBER) == []
    (second,) = made.issue(NOVEMBER)
    assert (second.number, second.total, second.position) == ("2026-00002", 6500, 1)
    (shown,) = first.meters.all()
    assert (shown.opening, shown.closing, shown.used, shown.serial) == (300, 610, 310, "S-101")


def test_two_at_once_meet_in_the_position(made: House, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = on_trial(made.organization, OCTOBER, LATER)
    made.issue(OCTOBER)
    monkeypatch.setattr(issuing, "on_trial", lambda *_: drafts)
    assert made.issue(OCTOBER) == []
    assert Statement.objects.count() == 1
    assert Numbering.objects.get().last == 1


def test_a_run_that_is_killed_goes_on_where_it_was(made: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("B", "C"):
        register = made.meter(name)
        daily(register, SEPTEMBER, 100, 1)
        made.let(register, made.tenant(name), SEPTEMBER)
        tariffs.price(register, Tariff.objects.get(), SEPTEMBER, actor=made.owner)
    told = letters.tell_issued

    def killed(statement: Statement) -> None:
        if statement.tenant == made.tenants[1]:
            raise KeyboardInterrupt
        told(statement)

    monkeypatch.setattr(letters, "tell_issued", killed)
    with pytest.raises(KeyboardInterrupt):
        made.issue(OCTOBER)
    assert [one.number for one in Statement.objects.all()] == ["2026-00001"]
    monkeypatch.setattr(letters, "tell_issued", told)
    assert [one.number for one in made.issue(OCTOBER)] == ["2026-00002", "2026-00003"]
    assert made.issue(OCTOBER) == []


def test_nothing_is_issued_before_the_landlord_is_known(made: House) -> None:
    Landlord.objects.all().delete()
    with pytest.raises(IssueError, match="landlord"):
        made.issue(OCTOBER)


def test_the_database_refuses_changes(made: House) -> None:
    made.issue(OCTOBER)
    for change in (
        lambda: Statement.objects.update(total=1),
        lambda: StatementLine.objects.update(yen=1),
        lambda: StatementMeter.objects.update(used=1),
        lambda: StatementLine.objects.all().delete(),
        lambda: StatementMeter.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    StatementMeter.objects.update(first_cut=None)


def test_a_corrected_reading_lands_on_the_next_statement_with_its_reason(made: House) -> None:
    made.issue(OCTOBER)
    register = made.site.meters.get().registers.get()
    tell(register, at(NOVEMBER), Word(Decimal(615), made.owner, "misread digit"))
    (second,) = made.issue(NOVEMBER)
    found = lines(second)
    assert found == [("correction", 5, 100), ("base", 30, 500), ("tier", 295, 5900)]
    about = second.lines.get(kind="correction").about
    assert (about["was"], about["is"], about["was_used"], about["is_used"]) == (6700, 6800, 310, 315)
    assert about["why"] == "misread digit"
    assert made.issue(NOVEMBER) == []


def test_what_could_not_be_billed_is_billed_later(made: House) -> None:
    other, who = made.meter("102"), made.tenant("B")
    made.let(other, who, SEPTEMBER)
    made.tariff(SEPTEMBER, flat(10_0000), other)
    assert [one.tenant_id for one in made.issue(OCTOBER)] == [made.tenants[0].pk]
    daily(other, SEPTEMBER, 100, 5)
    late = [one for one in made.issue(NOVEMBER) if one.tenant_id == who.pk]
    assert [lines(one) for one in late] == [[("tier", 155, 1550), ("tier", 150, 1500)]]


def test_a_tenancy_that_was_told_late_takes_from_one_and_gives_to_the_other(made: House) -> None:
    made.issue(OCTOBER)
    other = made.tenant("B")
    Tenancy.objects.update(until=at(date(2026, 10, 21)))
    made.let(made.site.meters.get().registers.get(), other, date(2026, 10, 21))
    second = {one.tenant_id: one for one in made.issue(NOVEMBER)}
    assert lines(second[made.tenants[0].pk]) == [("correction", -110, -2378)]
    assert second[made.tenants[0].pk].kind == "credit"
    assert lines(second[other.pk])[:2] == [("base", 11, 177), ("tier", 110, 2200)]


def test_taken_back_and_billed_anew(made: House) -> None:
    (first,) = made.issue(OCTOBER)
    back = take_back(first, "wrong tariff", actor=made.owner)
    assert (back.number, back.total, back.of) == ("2026-00002", -6700, first)
    assert lines(back) == [("base", 31, -500), ("tier", 310, -6200)]
    with pytest.raises(IssueError, match="taken_back"):
        take_back(first, "again", actor=made.owner)
    with pytest.raises(IssueError, match="credit"):
        take_back(back, "again", actor=made.owner)
    tariffs.new_version(Tariff.objects.get(), OCTOBER, flat(10_0000, base_yen=500), actor=made.owner)
    (again,) = made.issue(OCTOBER)
    assert (again.number, again.total) == ("2026-00003", 3600)


def test_prices_with_and_without_tax_stand_apart(made: House) -> None:
    water = made.meter("Water", unit="m3")
    daily(water, SEPTEMBER, 100, 1)
    made.let(water, made.tenants[0], SEPTEMBER)
    made.tariff(SEPTEMBER, flat(111_0000, with_tax=False, tax=8), water, unit="m3")
    first, second = made.issue(OCTOBER)
    assert [(one.with_tax, one.total, one.position) for one in (first, second)] == [(True, 6700, 0), (False, 3716, 1)]
    assert second.taxes == [{"rate": 8, "net": 3441, "tax": 275}]


def test_paid_and_open(made: House) -> None:
    (first,) = made.issue(OCTOBER)
    assert [(one.statement, one.yen) for one in paying.open_items(made.organization)] == [(first, 6700)]
    paying.mark_paid(first, NOVEMBER, 6000, actor=made.owner)
    assert [one.yen for one in paying.open_items(made.organization)] == [700]
    paying.mark_paid(first, NOVEMBER, 6700, actor=made.owner)
    assert paying.open_items(made.organization) == []
    paying.mark_unpaid(first, actor=made.owner)
    assert [one.yen for one in paying.open_items(made.organization)] == [6700]


def test_what_was_paid_for_a_statement_that_was_taken_back_is_given_back_or_counts_for_another(made: House) -> None:
    (first,) = made.issue(OCTOBER)
    paying.mark_paid(first, NOVEMBER, 5000, actor=made.owner)
    credit = take_back(first, "slip", actor=made.owner)
    assert [(one.statement, one.yen) for one in paying.open_items(made.organization)] == [(credit, -5000)]
    with pytest.raises(IssueError):
        paying.give_back(credit, NOVEMBER, 5001, actor=made.owner)
    paying.give_back(credit, NOVEMBER, 1000, actor=made.owner)
    (anew,) = made.issue(OCTOBER)
    assert [one.statement for one in paying.open_of(credit)] == [anew]
    paying.count_for(credit, anew, actor=made.owner)
    assert [(one.statement, one.yen) for one in paying.open_items(made.organization)] == [(anew, 2700)]
    with pytest.raises(IssueError):
        paying.count_for(credit, anew, actor=made.owner)
    assert paying.paid_yen(Statement.objects.get(pk=first.pk)) == 5000


def test_a_tenant_with_an_account_is_told(made: House) -> None:
    who = person("tenant@example.jp")
    Membership.objects.create(organization=made.organization, user=who, role="tenant", tenant=made.tenants[0].pk)
    (first,) = made.issue(OCTOBER)
    letter = Message.objects.get(letter="statement_issued")
    with using("invoicing"):
        assert first.number in letter.heading
        assert "6,700" in letter.body


def test_a_closing_day_holds_from_a_month_that_was_not_issued(made: House) -> None:
    made.issue(OCTOBER)
    with pytest.raises(tariffs.TariffError, match="issued"):
        tariffs.close_with(made.site, 20, OCTOBER, actor=made.owner)
    tariffs.close_with(made.site, 20, NOVEMBER, actor=made.owner)
    (second,) = made.issue(NOVEMBER)
    assert lines(second) == [("base", 20, 322), ("tier", 200, 4000)]
    register = made.site.meters.get().registers.get()
    billed = StatementLine.objects.filter(kind="tier").aggregate(n=Sum("quantity"))["n"]
    assert billed == total_between(register, at(OCTOBER), at(date(2026, 11, 21)))


def test_an_erased_landlord_takes_all_along(made: House) -> None:
    made.issue(OCTOBER)
    erase(made.organization.subject, lambda *_: None)
    assert not Statement.objects.exists()
    assert not Numbering.objects.exists()


def test_a_part_of_the_time_says_so(made: House) -> None:
    read(made.site.meters.get().registers.get(), [(at(OCTOBER, 12), 305)])
    (first,) = made.issue(OCTOBER)
    assert first.meters.get().opening_rough is False
