"""A report in a browser: it fits the screen, and on paper nothing but the report is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, sign_in
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
    page.screenshot(path=shots / f"report-{view.name}.png", full_page=True)
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator(".asking")).to_be_hidden()
    expect(report).to_be_visible()
    assert report.evaluate("one => getComputedStyle(one).color") == "rgb(22, 33, 31)"
