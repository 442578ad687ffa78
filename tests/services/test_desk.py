"""The desk: what waits for somebody, by their roles, and nothing that does not wait."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.applying import confirm
from harimi.service.office.desk import GROUPS, TABS, groups_of
from harimi.service.office.waiting import WORK, waiting_for
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from harimi.service.rights.leaving import end_contract
from harimi.service.rights.models import Leaving
from tests.services.applicants import applied
from tests.services.office import desk, signed_in
from tests.services.policies import operator
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_where_nothing_waits_the_desk_says_so() -> None:
    assert "Nothing waits for you" in desk(*StaffRole).get("/office/").text


def test_what_waits_stands_on_the_desk_of_whose_role_it_is() -> None:
    at_start()
    publish(operator(), Wish())
    with using("registration"):
        row, _ = applied()
        assert not waiting_for([StaffRole.RECEPTION])
        confirm(row, link="")
    assert [(one.work.text, one.count) for one in waiting_for([StaffRole.RECEPTION])] == [("desk.applications", 1)]
    assert not waiting_for([StaffRole.LOGISTICS])
    assert "Applications to look at" in desk(StaffRole.RECEPTION).get("/office/").text


def test_what_is_late_comes_first() -> None:
    owner = person("owner@example.jp")
    end_contract(home(owner).organization, actor=owner)
    Leaving.objects.update(due_at=timezone.now() - timedelta(minutes=59))
    assert not waiting_for([StaffRole.PRIVACY])
    Leaving.objects.update(due_at=timezone.now() - timedelta(minutes=61))
    assert waiting_for([StaffRole.PRIVACY])[0].work.late


@pytest.mark.parametrize(
    ("address", "group", "tab"),
    [
        ("/office/", "Desk", ""),
        ("/office/design", "Desk", ""),
        ("/office/customers", "Customer care", "Customers"),
        ("/office/cases", "Customer care", "Inquiries"),
        ("/office/units/new", "Cameras", "Units"),
        ("/office/rereads/new", "Reading", "Reading the archive again"),
        ("/office/plans", "Money", "Plans"),
        ("/office/cards", "Money", "Card payments"),
    ],
)
def test_a_page_is_marked_in_its_group_and_only_its_groups_pages_stand_below(address: str, group: str, tab: str) -> None:
    client = signed_in(person("admin@example.jp", staff=True, admin=True))
    top, below = _navs(client.get(address).text)
    assert [words for words, current in top if current] == [group]
    assert [words for words, current in below if current] == ([tab] if tab else [])
    assert len(top) == len(GROUPS)


def test_pages_of_a_role_stand_in_few_groups_and_a_page_alone_is_called_what_it_is() -> None:
    top, below = _navs(desk(StaffRole.BILLING).get("/office/plans").text)
    assert [words for words, _ in top] == ["Desk", "Customers", "Money"]
    assert ("Plans", "page") in below
    alone = groups_of([StaffRole.ADMINISTRATOR])[-1]
    assert (alone.text, alone.name) == ("office_group.house", "staff.title")
    top, below = _navs(desk(StaffRole.LOGISTICS).get("/office/stock").text)
    assert [words for words, _ in top] == ["Desk", "Customers", "Cameras"]
    assert ("Stock", "page") in below


def _navs(page: str) -> list[list[tuple[str, str]]]:
    """What stands in both rows, each with whether it is marked as the current one."""
    rows = [re.search(rf'<nav class="tabs-{name}"[^>]*>(.*?)</nav>', page, re.DOTALL) for name in ("line", "below")]
    link = re.compile(r'<a href="[^"]+"(?: aria-current="(\w+)")?>([^<]+)</a>')
    return [[(words, mark) for mark, words in link.findall(row.group(1))] if row else [] for row in rows]


def test_each_kind_of_work_is_done_on_a_page_that_its_roles_open() -> None:
    opens = {tab.address: set(tab.roles) for tab in TABS}
    for work in WORK:
        assert set(work.roles) <= opens[work.address], work.text
