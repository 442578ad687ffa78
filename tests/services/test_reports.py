"""Reports: their figures are those of usage, their documents open, and they are for those whose the meters are."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from harimi.service.accounts.models import Membership, User
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Register, Site
from harimi.service.meters.places import let, new_tenant
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.reports.photographs import picture
from harimi.service.readings.annotating import Note, annotate
from harimi.service.readings.exchanging import Instrument, Side, Swap, exchange
from harimi.service.readings.models import Reading, State, Usage
from harimi.service.readings.report import SiteReport, report
from harimi.service.readings.report_period import Period
from harimi.service.readings.standing import refresh
from harimi.service.readings.writing import Said, write
from tests.services.world import WANTED, World, home, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
needs_pdf = pytest.mark.skipif(not has_pdf(), reason="no WeasyPrint with Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0)")
MARCH = datetime(2026, 2, 28, 15, tzinfo=UTC)
"""Midnight in Tokyo, as March begins."""
APRIL = datetime(2026, 3, 31, 15, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
WHO = ("owner", "viewer", "other", "tenant", "staff", "admin", "nobody")
PAGES = ("reports", "report_pdf", "report_xlsx", "report_csv")


@pytest.fixture
def counter(published: None) -> Register:
    """100 a day in March and 250 a day in April, read at midnight, ten times a kilowatt-hour each."""
    register = register_meter(home(person("owner@example.jp"), "緑町第1ビル"), WANTED["energy"])
    Register.objects.filter(pk=register.pk).update(multiplier=10)
    register.refresh_from_db()
    _days(register, 70)
    return register


def _days(register: Register, days: int, since: datetime = MARCH) -> None:
    value = 10_000
    for n in range(days):
        at = since + timedelta(days=n)
        _say(register, at, value)
        value += 100 if at < APRIL else 250


def _say(register: Register, at: datetime, value: int, state: State = State.CONFIRMED) -> None:
    write(register, at, Said(value, 0, state, 0.99, None), why="test")


def _report(register: Register, day: datetime, kind: str = "month") -> SiteReport:
    return report([register.meter.site], kind, day.date(), NOW)[0]


def _month(register: Register, start: datetime) -> int:
    return Usage.objects.get(register=register, period="month", start=start).amount


def _client(who: str = "owner", language: str = "ja") -> Client:
    client = Client(headers={"accept-language": language})
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _sheets(query: str = "period=2026-04", language: str = "ja") -> dict[str, list[list[Any]]]:
    answer = _client(language=language).get(f"{reverse('report_xlsx')}?{query}")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in book}


def test_figures_are_those_of_the_rows_of_usage(counter: Register) -> None:
    found = _report(counter, datetime(2026, 4, 2, tzinfo=UTC))
    (line,), (total,) = found.counters, found.sums
    assert line.used == total.total == _month(counter, APRIL) == 250 * 10 * 30
    assert line.before == _month(counter, MARCH)
    assert total.before.share == line.change == line.used / line.before
    assert sum(total.slots.values()) == total.total
    assert len(total.slots) == 30
    assert (line.first, line.last) != (None, None)
    assert line.year_ago is None


def test_a_year_is_the_sum_of_its_months(counter: Register) -> None:
    found = _report(counter, datetime(2026, 4, 2, tzinfo=UTC), "year")
    months = Usage.objects.filter(register=counter, period="month", start__gte=datetime(2025, 12, 31, 15, tzinfo=UTC))
    assert found.sums[0].total == sum(months.values_list("amount", flat=True))
    assert found.counters[0].change is None


def test_a_period_that_is_not_over_is_compared_with_as_many_days(counter: Register) -> None:
    now = datetime(2026, 4, 11, 3, tzinfo=UTC)
    found = report([counter.meter.site], "month", now.date(), now)[0]
    assert str(found.until) == "2026-04-11"
    days = Usage.objects.filter(register=counter, period="day")
    theirs = days.filter(start__gte=MARCH, start__lt=MARCH + timedelta(days=10))
    assert found.counters[0].before == sum(theirs.values_list("amount", flat=True))
    assert found.counters[0].compared == 10 * 2500


def test_a_month_that_readings_do_not_reach_over_is_compared_with_nothing(counter: Register) -> None:
    found = _report(counter, datetime(2026, 3, 2, tzinfo=UTC))
    assert found.counters[0].used is not None
    assert found.counters[0].change is None
    assert found.sums[0].before.share is None


def test_a_leap_day_is_compared_with_the_end_of_february() -> None:
    period = Period("year", datetime(2028, 1, 1, tzinfo=UTC).date(), home(person("owner@example.jp")).zone)
    until = datetime(2028, 2, 29, tzinfo=UTC).date()
    assert period.year_ago.so_far(period, until) == datetime(2027, 2, 28, 15, tzinfo=UTC)


def test_a_meter_whose_tenant_changed_has_a_line_for_each_and_they_add_up(counter: Register) -> None:
    meter = counter.meter
    actor = User.objects.first()
    assert actor is not None
    first, second = (new_tenant(meter.site.organization, name, actor=actor) for name in ("Sato", "Suzuki"))
    let(meter, first, MARCH, actor=actor)
    let(meter, None, APRIL + timedelta(days=10, hours=7), actor=actor)
    let(meter, second, APRIL + timedelta(days=20), actor=actor)
    found = _report(counter, datetime(2026, 4, 2, tzinfo=UTC))
    assert [one.part.name for one in found.counters] == ["Sato", "", "Suzuki"]
    amounts = [one.used or 0 for one in found.counters]
    assert sum(amounts) == found.sums[0].total == _month(counter, APRIL)
    assert amounts[0] == 2500 * 10 + 250 * 7 // 24 * 10
    shares = found.sums[0].shares
    assert [(name, amount) for name, amount, _ in shares] == [("Sato", amounts[0]), ("Suzuki", amounts[2]), ("", amounts[1])]
    assert found.sums[0].before.counters == 1
    assert all(one.change is None for one in found.counters)
    assert found.counters[1].first is not None
    assert found.counters[1].first.at >= APRIL + timedelta(days=10, hours=7)


def test_counters_of_other_decimals_add_up_to_the_last_unit(counter: Register) -> None:
    finer = register_meter(counter.meter.site, Wanted("Shop", "drums", "kWh", digits=8, decimals=4))
    _say(finer, APRIL, 0)
    _say(finer, APRIL + timedelta(days=1), 7)
    total = _report(counter, datetime(2026, 4, 2, tzinfo=UTC)).sums[0]
    assert (total.decimals, total.counters) == (4, 2)
    assert total.total == _month(counter, APRIL) * 10 ** (4 - counter.usage_decimals) + 7
    assert total.before.counters == 1


def test_an_exchange_a_correction_and_a_note_are_told(counter: Register) -> None:
    owner, at = person("hand@example.jp"), APRIL + timedelta(days=80)
    last = Decimal(Reading.objects.filter(register=counter).order_by("-at").values_list("value", flat=True)[0] or 0) / 100
    counter.meter.serial = "OLD-1"
    counter.meter.save()
    new = Instrument(serial="NEW-2", digits=8, decimals=2, multiplier=Decimal(1))
    exchange(Swap(counter, at - timedelta(days=40), Side(last), Side(Decimal(5)), new, owner))
    work()
    annotate(counter.meter, Note(at - timedelta(days=41), "漏電を修理"), actor=owner)
    month = (at - timedelta(days=40)).date()
    found = report([counter.meter.site], "month", month, NOW)[0]
    assert [one.kind for one in found.events] == ["note", "exchange"]
    assert (found.events[1].text, found.events[1].new) == ("OLD-1", 500)
    assert found.counters[0].serial == "NEW-2"
    earlier = report([counter.meter.site], "month", APRIL.date() + timedelta(days=3), NOW)[0]
    assert (earlier.counters[0].serial, earlier.counters[0].multiplier) == ("OLD-1", Decimal(10))
    page = _client().get(f"{reverse('reports')}?period={month:%Y-%m}").content.decode()
    assert "漏電を修理" in page
    assert "OLD-1" in page


def test_states_are_counted_and_a_correction_says_why(counter: Register) -> None:
    _say(counter, APRIL, 13_100, State.ESTIMATED)
    day = APRIL + timedelta(days=3)
    Reading.objects.filter(register=counter, at=day).update(state="corrected", reason="レンズのくもり")
    found = _report(counter, datetime(2026, 4, 2, tzinfo=UTC))
    assert found.counters[0].counts == {"estimated": 1, "corrected": 1}
    assert found.counters[0].first is not None
    assert found.counters[0].first.state == "estimated"
    page = _client().get(f"{reverse('reports')}?period=2026-04").content.decode()
    assert "レンズのくもり" in page
    assert "○ 自動読取" in page


def test_a_gauge_shows_within_what_it_stood(counter: Register) -> None:
    gauge = register_meter(counter.meter.site, WANTED["pressure"])
    for n, value in enumerate((50, 70, 60)):
        _say(gauge, APRIL + timedelta(hours=n), value)
    found = _report(counter, datetime(2026, 4, 2, tzinfo=UTC))
    (line,) = found.gauges
    assert (line.range.low, line.range.high, line.range.average, line.used) == (50, 70, 60, None)


def test_a_meter_that_was_retired_before_is_not_there(counter: Register) -> None:
    counter.meter.retired_at = APRIL
    counter.meter.created_at = MARCH
    counter.meter.save()
    assert len(_report(counter, datetime(2026, 4, 2, tzinfo=UTC)).counters) == 1
    assert _report(counter, datetime(2026, 6, 20, tzinfo=UTC)).counters == []


def test_the_number_of_queries_does_not_grow_with_the_meters(counter: Register) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            _report(counter, datetime(2026, 4, 2, tzinfo=UTC))
        return len(queries)

    few = asked()
    for n in range(5):
        _days(register_meter(counter.meter.site, Wanted(f"Shop {n}", "drums", "kWh", digits=8, decimals=1)), 3)
    assert asked() == few


def test_a_spreadsheet_has_real_numbers_and_real_times(counter: Register) -> None:
    sheets = _sheets("period=2026-04&language=en", language="en")
    assert list(sheets) == ["Summary", "Meters", "Days"]
    head, row = sheets["Meters"]
    cells = {str(name.value): cell for name, cell in zip(head, row, strict=True)}
    assert cells["Usage"].value == 750
    assert cells["Usage"].number_format == "#,##0.00"
    assert cells["From"].value.isoformat() == cells["First at"].value.isoformat() == "2026-04-01T00:00:00"
    days = sheets["Days"][1][5:]
    assert len(days) == 30
    assert sum(cell.value for cell in days) == cells["Usage"].value == sheets["Summary"][1][3].value


def test_a_text_never_becomes_a_formula(counter: Register) -> None:
    counter.meter.name, counter.meter.serial = '=HYPERLINK("http://x")', "@SUM(A1)\x07"
    counter.meter.save()
    row = _sheets()["メーター別"][1]
    assert (row[1].value, row[1].data_type, row[1].quotePrefix) == ('=HYPERLINK("http://x")', "s", True)
    assert (row[2].value, row[2].data_type, row[2].quotePrefix) == ("@SUM(A1)", "s", True)


@needs_pdf
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext (Debian: apt-get install poppler-utils)")
def test_a_pdf_says_the_same(counter: Register, tmp_path: Path) -> None:
    answer = _client().get(f"{reverse('report_pdf')}?period=2026-04")
    assert answer.headers["Content-Type"] == "application/pdf"
    (tmp_path / "a.pdf").write_bytes(answer.content)
    said = subprocess.run(
        [shutil.which("pdftotext") or "", "-layout", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "緑町第1ビル" in said
    assert "2026年4月" in said
    assert "750.00" in said
    assert "1/1" in said.replace(" ", "")


def test_a_document_has_the_language_that_was_asked_for(counter: Register) -> None:
    page = _client().get(f"{reverse('reports')}?period=2026-04&language=en").content.decode()
    assert "April 2026" in page
    assert '<article class="report" lang="en">' in page
    assert "文書の言語" in page


def test_a_file_is_named_after_its_month_and_place_and_kept_by_nobody(counter: Register) -> None:
    counter.meter.site.name = "緑町/第1\nビル"
    counter.meter.site.save()
    answer = _client().get(f"{reverse('report_xlsx')}?period=2026-04")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''2026-04_%E7%B7%91%E7%94%BA%E7%AC%AC1%E3%83%93%E3%83%AB.xlsx"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nothing_but_the_pictures_of_the_document_is_fetched() -> None:
    for address in ("file:///etc/passwd", "http://169.254.169.254/", "harimi-picture:7", "data:text/plain,x"):
        with pytest.raises(ValueError, match="own pictures only"):
            picture(address, {})


@needs_pdf
def test_a_name_that_looks_like_markup_is_only_a_name(counter: Register) -> None:
    counter.meter.name = '<img src="file:///etc/passwd"><link rel="attachment" href="file:///etc/passwd">'
    counter.meter.save()
    answer = _client().get(f"{reverse('report_pdf')}?period=2026-04")
    assert answer.status_code == 200
    assert b"root:" not in answer.content


@pytest.mark.parametrize("period", ["2026-13", "1999-01", "9999", "x", "", "2026-04-01", "２０２６"])
def test_nonsense_is_a_month_like_any(counter: Register, period: str) -> None:
    assert _client().get(f"{reverse('reports')}?period={period}&language=xx&photographs=2").status_code == 200


@pytest.mark.parametrize(
    ("read", "month"),
    [
        (["2026-03-31T16:00+00:00"], "2026-04"),
        (["2026-05-31T15:00+00:00"], "2026-06"),
        (["2026-05-31T14:59+00:00", "2026-06-10T00:00+00:00"], "2026-05"),
        (["2020-01-01T00:00+00:00"], "2023-07"),
        ([], "2026-05"),
    ],
)
def test_a_report_opens_on_a_site_with_readings_and_a_month_that_has_some(
    counter: Register, monkeypatch: pytest.MonkeyPatch, read: list[str], month: str
) -> None:
    Reading.objects.all().delete()
    Site.objects.create(organization=counter.meter.site.organization, name="A site before", time_zone="Asia/Tokyo")
    for told in read:
        write(counter, datetime.fromisoformat(told), Said(1, 0, State.CONFIRMED, 1.0, None), why="reader")
    refresh(counter)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 20, tzinfo=UTC))
    shown = _client(language="en").get(reverse("reports")).content.decode()
    assert f"site={counter.meter.site_id}&amp;period={month}&amp;" in shown


@pytest.fixture
def made(published: None) -> World:
    made = world("pressure", since=datetime(2026, 4, 6, tzinfo=UTC))
    work()
    organization = made.site.organization
    member(organization, "viewer@example.jp")
    tenant = new_tenant(organization, "Tenant", actor=made.owner)
    Membership.objects.create(organization=organization, user=person("tenant@example.jp"), role="tenant", tenant=tenant.pk)
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    person("admin@example.jp", staff=True, admin=True)
    return made


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", PAGES)
def test_a_report_is_there_for_those_whose_the_meters_are(made: World, who: str, page: str) -> None:
    if page == "report_pdf" and not has_pdf():
        pytest.skip("no WeasyPrint with Pango")
    mine, client = reverse(page), _client(who)
    theirs = f"{mine}?site={made.site.pk}&period=2026-04"
    expected = 302 if who == "nobody" else 200 if who in ("owner", "viewer") else 404
    assert client.get(theirs).status_code == expected
    assert client.get(f"{mine}?site={uuid4()}").status_code == (302 if who == "nobody" else 404)
    if page == "reports" and who == "other":
        assert "Elsewhere" in client.get(f"{mine}?site=all").content.decode()
    nav = f'href="{reverse("reports")}"'.encode()
    assert (nav in client.get("/", follow=True).content) is (who in ("owner", "viewer", "other"))


def test_photographs_are_there_when_they_are_asked_for(made: World) -> None:
    address, picture_of = f"{reverse('reports')}?period=2026-04", b"/pictures/"
    assert picture_of not in _client().get(address).content
    assert picture_of in _client().get(f"{address}&photographs=1").content


@needs_pdf
def test_a_pdf_has_its_photographs_inside(made: World) -> None:
    address = f"{reverse('report_pdf')}?period=2026-04"
    bare, full = (_client().get(f"{address}{more}").content for more in ("", "&photographs=1"))
    assert b"/DCTDecode" in full
    assert b"/DCTDecode" not in bare


def test_without_the_software_a_page_says_how_to_print(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.pages.reports.views.has_pdf", lambda: False)
    page = _client().get(reverse("reports")).content.decode()
    assert reverse("report_pdf") not in page
    assert "「PDFに保存」" in page
    assert _client().get(reverse("report_pdf")).status_code == 404


def test_a_report_that_is_too_large_for_a_pdf_at_once_is_a_workers(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.pages.reports.pdf.LARGEST", 0)
    monkeypatch.setattr("harimi.service.pages.reports.views.has_pdf", lambda: True)
    page = _client().get(f"{reverse('reports')}?period=2026-04").content.decode()
    assert reverse("report_make") in page
    assert reverse("report_pdf") not in page
    assert _client().get(f"{reverse('report_pdf')}?period=2026-04").status_code == 404
