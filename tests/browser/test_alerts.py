"""Somebody sees what is wrong, sees to it, and has a rule tried and saved: desk and phone, both languages, no script."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, sign_in
from tests.browser.test_axe import _faults
from tests.running import Running

PAGES = (
    "/alerts",
    "/alerts/rules",
    "/alerts/rules/new/limit",
    "/alerts/rules/new/lamp",
    "/alerts/channels",
    "/alerts/channels/mail",
)


def test_an_alert_is_seen_to_and_a_rule_is_tried_and_saved(service: Running, page: Page, view: View) -> None:
    alert = service.ask("tests.services.seed_alert", service.seeded["register"]).strip()
    sign_in(page, service.url)
    assert _faults(page, service.url, alert, *PAGES) == []
    page.goto(f"{service.url}/alerts")
    expect(page.locator('header a[href="/alerts"] .badge')).to_be_visible()
    mine = page.locator(f'.alert:has(a[href="{alert}"])')
    mine.locator("button[value=acknowledge]").click()
    expect(mine.locator(".state.confirmed")).to_be_visible()
    page.goto(f"{service.url}{alert}")
    expect(page.locator(".evidence image")).to_have_count(1)
    page.locator(".later summary").click()
    page.locator("button[value=hour]").click()
    expect(page.locator(".happened li")).to_have_count(3)
    page.locator("#note").fill("Valve")
    page.locator("button[value=end]").click()
    expect(page.locator(".note-text")).to_have_text("Valve")
    page.goto(f"{service.url}/alerts/rules/new/limit")
    page.locator("#id_name").fill(view.name)
    page.locator("#id_warning__above").fill("1")
    page.locator("button[value=try]").click()
    expect(page.locator("#tried")).to_be_visible()
    fits(page)
    page.locator("button[value=save]").click()
    expect(page.locator(".rule strong").get_by_text(view.name)).to_be_visible()
