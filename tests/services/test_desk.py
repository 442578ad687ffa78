"""The desk: what waits for somebody, by their roles, and nothing that does not wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts.applying import confirm
from harimi.service.office.waiting import WORK, waiting_for
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start, publish
from harimi.service.privacy.wishes import Wish
from harimi.service.rights.leaving import end_contract
from harimi.service.rights.models import Leaving
from tests.services.applicants import applied
from tests.services.office import desk
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


def test_each_kind_of_work_is_done_on_a_page_that_its_roles_open() -> None:
    from harimi.service.office.desk import TABS

    opens = {tab.address: set(tab.roles) for tab in TABS}
    for work in WORK:
        assert set(work.roles) <= opens[work.address], work.text
