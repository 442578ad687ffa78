"""Rounds on the telephone without signal: nobody else's, and in their own days, weeks and months."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import fits, sign_in
from tests.browser.walking import kept_by, on_telephone, opened, turn_to, type_in, walk_address
from tests.browser.walking import phone as phone
from tests.browser.walking import walked as walked
from tests.running import Running


def test_what_waits_since_days_is_neither_replaced_nor_passed_over(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    phone.set_offline(True)
    turn_to(page, 0)
    type_in(page, "13.05")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    on_telephone(page, {"at": (datetime.now(UTC) - timedelta(days=2)).isoformat()})
    page.reload()
    turn_to(page, 0)
    type_in(page, "13.2")
    expect(page.locator("#waiting")).to_have_text("未送信 2件")
    turn_to(page, 0)
    page.locator(".stop:not([hidden]) .pass summary").click()
    page.locator(".stop:not([hidden]) .pass button").click()
    expect(page.locator("#waiting")).to_have_text("未送信 3件")
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("")
    values = kept_by(walked)["values"]
    assert 13050 in values
    assert 13200 in values


def test_a_page_kept_in_an_earlier_month_knows_that_another_has_begun(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    turn_to(page, 1)
    with page.expect_response("**/send"):
        type_in(page, "114")
    expect(page.locator("#waiting")).to_have_text("")
    page.reload()
    expect(page.locator("#ready")).to_have_text("オフラインで使えます")
    expect(page.locator('.stop[data-visit="kept"]')).not_to_have_count(0)
    expect(page.locator("#count")).not_to_have_text("0/4")
    phone.set_offline(True)
    turn_to(page, 3)
    type_in(page, "314")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    phone.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=32))
    page.reload()
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    expect(page.locator("#count")).to_have_text("0/4")
    assert page.locator(".stop").nth(3).locator("[name=value]").input_value() == ""


@pytest.mark.parametrize(
    ("period", "one", "other", "zone", "together"),
    [
        ("day", "2026-11-27T15:00:00Z", "2026-11-28T14:59:59Z", "Asia/Tokyo", True),
        ("day", "2026-11-27T14:59:59Z", "2026-11-27T15:00:00Z", "Asia/Tokyo", False),
        ("", "2026-11-27T14:59:59Z", "2026-11-27T15:00:00Z", "Asia/Tokyo", False),
        ("day", "2026-11-27T14:59:59Z", "2026-11-27T15:00:00Z", "Europe/Berlin", True),
        ("week", "2026-11-22T15:00:00Z", "2026-11-29T14:59:59Z", "Asia/Tokyo", True),
        ("week", "2026-11-22T14:59:59Z", "2026-11-22T15:00:00Z", "Asia/Tokyo", False),
        ("week", "2026-12-31T12:00:00Z", "2027-01-01T12:00:00Z", "Asia/Tokyo", True),
        ("month", "2026-10-31T15:00:00Z", "2026-11-30T14:59:59Z", "Asia/Tokyo", True),
        ("month", "2026-11-30T14:59:59Z", "2026-11-30T15:00:00Z", "Asia/Tokyo", False),
        ("month", "2026-11-02T12:00:00Z", "2026-11-20T12:00:00Z", "Mars/Olympus", True),
    ],
)
def test_a_period_begins_at_the_sites_midnight_in_the_browser_too(
    walked: Running, phone: BrowserContext, period: str, one: str, other: str, zone: str, together: bool
) -> None:
    page = phone.new_page()
    page.goto(walked.url)
    ask = "async (given) => (await import('/static/round/when.js')).together(...given)"
    assert page.evaluate(ask, [period, one, other, zone]) is together


@pytest.mark.parametrize("path", ["/rounds", "/rounds/{round}", "/rounds/00000000-0000-4000-8000-000000000000/walk"])
def test_without_signal_the_rounds_on_the_telephone_are_listed(walked: Running, phone: BrowserContext, path: str) -> None:
    page = opened(phone, walked)
    phone.set_offline(True)
    page.goto(walked.url + path.format(**walked.seeded))
    expect(page.get_by_role("heading", level=1)).to_have_text("この端末に保存されているルート")
    expect(page.locator("#kept li")).to_have_count(1)
    expect(page.locator("#kept h2")).to_have_text("東棟")
    fits(page)
    page.locator("#kept a").click()
    page.wait_for_url(walk_address(walked))
    expect(page.locator("#controls")).to_be_visible()


def test_the_list_on_the_telephone_is_nobody_elses(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    phone.clear_cookies()
    page.add_init_script("CacheStorage.prototype.delete = async () => false")
    sign_in(page, walked.url, "manager@example.jp")
    page.goto(f"{walked.url}/rounds/kept")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#kept li")).to_have_count(0)
    page = phone.new_page()
    page.goto(walked.url)
    page.wait_for_function("async () => !(await caches.has('harimi-rounds'))")
