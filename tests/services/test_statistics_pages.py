"""Statistics in the office: who opens them, what they say, what they leave out, and the file."""

import csv
import io
from collections.abc import Mapping

import pytest
from django.urls import reverse

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.months import first_of, next_of
from harimi.service.privacy.days import today
from harimi.service.privacy.models import AuditEvent
from harimi.service.statistics.counted import TABLES
from harimi.service.statistics.models import Cell, Release
from tests.services.office import desk, signed_in, worker
from tests.services.people import client, house

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = next_of(first_of(today()), -1)
PAGE, MAKE = reverse("office_statistics"), reverse("office_statistics_make")
FILE = reverse("office_statistics_file", args=[f"{MONTH:%Y-%m}"])


def _released(name: str, cells: Mapping[str, int], people: int | None = None) -> Release:
    row = Release.objects.create(name=name, month=MONTH, min_cell=10, left_out=people is None, people=people)
    Cell.objects.bulk_create(Cell(release=row, label=label, people=count) for label, count in cells.items())
    return row


def test_only_the_privacy_officer_and_administrators_open_them() -> None:
    house()
    _released("pages", {"meters": 20})
    everybody = [client(who) for who in ("owner", "other", "tenant", "nobody")]
    others = desk(StaffRole.SUPPORT, StaffRole.BILLING, StaffRole.LOGISTICS, StaffRole.RECEPTION)
    for browser in (*everybody, others):
        assert browser.get(PAGE).status_code in (302, 404)
        assert browser.get(FILE).status_code in (302, 404)
        assert browser.post(MAKE, {"month": f"{MONTH:%Y-%m}"}).status_code in (302, 404)
    assert Release.objects.count() == 1
    for browser in (desk(StaffRole.PRIVACY), client("admin")):
        assert browser.get(PAGE).status_code == browser.get(FILE).status_code == 200


def test_the_page_says_what_is_in_a_table_and_what_was_left_out() -> None:
    _released("pages", {"meters": 20})
    Cell.objects.create(release=Release.objects.get(), pooled=True, people=10)
    shown = desk(StaffRole.PRIVACY).get(PAGE).text
    assert '<td>Meters</td><td class="number">20–29</td>' in shown
    assert "Others (rare values together)" in shown
    assert "Something had fewer than 10 people" in shown
    assert "Log of access to My Account" in shown
    assert "<tfoot>" not in shown


def test_a_total_stands_where_nothing_was_left_out() -> None:
    _released("browsers", {"firefox": 30, "rest": 10}, people=40)
    shown = desk(StaffRole.PRIVACY).get(PAGE).text
    assert "40–49" in shown
    assert "Something had" not in shown


def test_the_last_release_of_a_month_is_shown() -> None:
    _released("pages", {"meters": 20})
    later = Release.objects.create(name="pages", month=MONTH, min_cell=10, turn=1)
    Cell.objects.create(release=later, label="meters", people=50)
    shown = desk(StaffRole.PRIVACY).get(PAGE).text
    assert "50–59" in shown
    assert "20–29" not in shown


def test_the_file_says_the_same() -> None:
    _released("browsers", {"firefox": 30, "rest": 10}, people=40)
    _released("firmware", {"=1+1": 10, "": 10})
    answer = desk(StaffRole.PRIVACY).get(FILE)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="statistics-{MONTH:%Y-%m}.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Month", "Table", "Of what", "People, at least", "People, at most"]
    assert [row[2:] for row in rows[1:]] == [
        ["Firefox", "30", "39"],
        ["another one", "10", "19"],
        ["In all", "40", "49"],
        ["not told", "10", "19"],
        ["'=1+1", "10", "19"],
    ]


def test_a_month_is_made_by_hand_and_told_of() -> None:
    staff = worker(StaffRole.PRIVACY)
    browser = signed_in(staff)
    shown = browser.post(MAKE, {"month": f"{MONTH:%Y-%m}"}, follow=True).text
    assert f"{len(TABLES)} tables were made." in shown
    assert set(Release.objects.values_list("made_by", flat=True)) == {staff.pk}
    assert AuditEvent.objects.filter(action="statistics_released").count() == len(TABLES)
    shown = browser.post(MAKE, {"month": f"{MONTH:%Y-%m}"}, follow=True).text
    assert f"{len(TABLES)} tables are not told" in shown


@pytest.mark.parametrize("month", ["", "2020-01", "x", f"{first_of(today()):%Y-%m}"])
def test_no_other_month_is_made(month: str) -> None:
    assert desk(StaffRole.PRIVACY).post(MAKE, {"month": month}).status_code == 404
    assert not Release.objects.exists()


def test_a_month_of_which_there_is_nothing_has_no_file() -> None:
    assert desk(StaffRole.PRIVACY).get(FILE).status_code == 404


def test_opening_the_page_makes_nothing() -> None:
    browser = desk(StaffRole.PRIVACY)
    assert "There are none yet" in browser.get(PAGE).text
    assert browser.get(MAKE).status_code == 405
    assert not Release.objects.exists()


def test_a_page_in_japanese() -> None:
    _released("visits", {"2-3": 20})
    browser = desk(StaffRole.PRIVACY)
    shown = browser.get(PAGE, headers={"accept-language": "ja"}).text
    assert "2〜3日" in shown
    assert "10人に満たない値があったため" in shown
