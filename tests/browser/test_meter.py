"""The curve in a browser: zoom, cursor and evidence, and what stands there without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harimi.service.pages.vendor import has_uplot
from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running, running

drawn = pytest.mark.skipif(not has_uplot(), reason="uPlot was not fetched when this package was built")
DAY = "?span=day&on=2026-04-06"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose meter was read every hour of a day."""
    with running(tmp_path_factory.mktemp("meter"), "energy") as service:
        service.ask("tests.services.seed_day", service.seeded["register"])
        yield service


def _open(service: Running, page: Page, query: str = DAY) -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/meters/{service.seeded['meter']}{query}")


@drawn
def test_a_drag_zooms_and_a_double_click_leads_back(day: Running, page: Page) -> None:
    _open(day, page)
    over = page.locator("#curve .u-over")
    expect(over).to_be_visible()
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    with page.expect_response(lambda answer: "curve.json?from=" in answer.url):
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40, steps=5)
        page.mouse.up()
    assert _hours(page) < 8
    over.dblclick(position={"x": 30, "y": 30})
    page.wait_for_function("document.querySelector('#curve').dataset.hours === '24'")


def _hours(page: Page) -> float:
    return float(page.locator("#curve").get_attribute("data-hours") or "0")


@drawn
def test_keys_move_the_cursor_zoom_and_open_the_evidence(day: Running, page: Page, view: View, shots: Path) -> None:
    _open(day, page)
    plot = page.locator("#curve .plot")
    plot.focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#curve .readout").inner_text()
    assert "kWh" in first
    page.keyboard.press("ArrowRight")
    expect(page.locator("#curve .readout")).not_to_have_text(first)
    with page.expect_response(lambda answer: "curve.json?from=" in answer.url):
        page.keyboard.press("+")
    assert _hours(page) == 12
    fits(page)
    screenshot(page, shots / f"{view.name}-curve.png")
    page.keyboard.press("0")
    page.wait_for_function("document.querySelector('#curve').dataset.hours === '24'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/readings/*")


@pytest.mark.parametrize(
    "rest", ["?span=week", "?span=year&with=previous", "?span=all", "/photographs", "/health", "/events", "/settings"]
)
def test_the_pages_of_a_meter_fit_any_screen(day: Running, page: Page, rest: str) -> None:
    _open(day, page, rest)
    expect(page.locator("h1")).to_be_visible()
    fits(page)


def test_a_note_is_written_and_deleted(day: Running, page: Page, view: View) -> None:
    _open(day, page, "/events")
    page.locator(".write summary").click()
    page.locator("#note-text").fill(f"Leak mended {view.name}")
    page.locator(".write button").click()
    expect(page.locator(".events .is-note p").first).to_contain_text(f"Leak mended {view.name}")
    page.locator(".events .is-note summary").first.click()
    page.locator('.events .is-note button[value="delete"]').first.click()
    expect(page.locator(".events .is-note")).to_have_count(0)


def test_without_a_script_the_servers_curve_stands_and_its_points_lead_to_the_evidence(browser: Browser, day: Running) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    _open(day, page, f"{DAY}&with=previous")
    expect(page.locator("#curve svg.chart path.curve").first).to_be_visible()
    expect(page.locator("#compared")).to_be_visible()
    page.locator("#curve svg.chart a").last.click()
    page.wait_for_url("**/readings/*")
    context.close()
