"""A report in a browser: it fits the screen, and on paper nothing but the report is left."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from harimi.service.pages.reports.pdf import LARGEST, has_pdf
from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running, running


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose meter was read every hour of a day."""
    with running(tmp_path_factory.mktemp("reports"), "energy") as service:
        service.ask("tests.services.seed_day", service.seeded["register"])
        yield service


def test_a_report_is_chosen_shown_and_printed_without_the_page_around_it(
    day: Running, page: Page, view: View, shots: Path
) -> None:
    sign_in(page, day.url)
    page.locator('nav a[href="/reports"]').click()
    page.goto(f"{day.url}/reports?period=2026-04")
    page.locator("#of").select_option("en")
    page.locator(".asking form button").click()
    report = page.locator("article.report")
    expect(report).to_contain_text("April 2026 usage report")
    expect(report).to_have_attribute("lang", "en")
    fits(page)
    screenshot(page, shots / f"report-{view.name}.png")
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator(".asking")).to_be_hidden()
    expect(report).to_be_visible()
    assert report.evaluate("one => getComputedStyle(one).color") == "rgb(22, 33, 31)"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with more meters than a PDF at once takes."""
    with running(tmp_path_factory.mktemp("many"), "energy") as service:
        service.ask("tests.services.seed_many", service.seeded["meter"], str(LARGEST + 20))
        yield service


def _kill_workers(service: Running) -> None:
    for pid in service.children():
        if Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[2:4] == [b"harimi", b"work"]:
            os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(not has_pdf(), reason="no WeasyPrint with Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0)")
def test_a_large_pdf_is_made_meanwhile_though_its_worker_is_killed(many: Running, page: Page, view: View, shots: Path) -> None:
    sign_in(page, many.url)
    page.goto(f"{many.url}/reports?period={timezone.now():%Y-%m}&language={view.language}")
    fits(page)
    screenshot(page, shots / f"report-large-{view.name}.png", whole=False)
    page.locator(".documents form button").click()
    expect(page.locator("#progress[data-running] progress")).to_be_visible()
    fits(page)
    screenshot(page, shots / f"report-making-{view.name}.png", whole=False)
    _kill_workers(many)
    page.reload()
    fetch = page.locator('#progress a[href^="/reports/file.pdf"]')
    expect(fetch).to_be_visible(timeout=120_000)
    fits(page)
    screenshot(page, shots / f"report-made-{view.name}.png", whole=False)
    with page.expect_download() as coming:
        fetch.click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF")
    page.locator(".crumbs a").click()
    expect(page.locator('.documents a[href^="/reports/making"]')).to_be_visible()
