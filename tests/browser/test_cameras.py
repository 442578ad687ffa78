"""Cameras in a browser: out of the box with a code, over a meter, told what to do, and followed until it is done."""

from pathlib import Path

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running


def _look(page: Page) -> None:
    """Nothing sticks out, and nothing that axe knows of keeps anybody from using it."""
    fits(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _registered(service: Running, page: Page, serial: str) -> tuple[str, str]:
    """A unit that staff registered and shipped to the first customer: its code and its key."""
    sign_in(page, service.url, "staff@example.jp")
    page.goto(f"{service.url}/office/units/new")
    _look(page)
    page.locator("#id_model").fill("HC-1")
    page.locator("#id_serials").fill(serial)
    page.locator("main form button").click()
    expect(page.locator(".labels li")).to_have_count(1)
    _look(page)
    code, key = page.locator(".labels code").inner_text(), page.locator(".keys code").inner_text()
    page.goto(f"{service.url}/office/units?q={serial}")
    page.locator("table a").first.click()
    page.locator("#q").fill("owner@example.jp")
    page.locator("form:has(#q) button").click()
    _look(page)
    page.locator("form:has([name=step][value=ship]) button").click()
    expect(page.locator("table tbody tr")).to_have_count(2)
    _look(page)
    return code, key


def test_a_camera_out_of_its_box_is_claimed_and_does_what_it_is_told(service: Running, page: Page, view: View) -> None:
    code, key = _registered(service, page, f"HC-{view.name}")
    page.context.clear_cookies()
    sign_in(page, service.url)
    page.goto(f"{service.url}/cameras/claim?code={code}")
    _look(page)
    page.locator("#id_name").fill(f"Cellar {view.name}")
    with page.expect_navigation():
        page.locator("main form button").click()
    _look(page)
    with httpx.Client(base_url=f"{service.url}/api/device/v1", timeout=30) as camera:
        token = camera.post("/enrol", headers={"Authorization": f"Bearer {key}"}).raise_for_status().json()["token"]
        camera.headers["Authorization"] = f"Bearer {token}"
        page.goto(f"{service.url}/cameras?q={view.name}")
        _look(page)
        page.locator("[name=camera]").check()
        with page.expect_navigation():
            page.locator("[name=kind][value=shoot]").click()
        expect(page.locator("#progress[data-running]")).to_be_visible()
        [command] = camera.post("/contact", json={}).json()["orders"]["commands"]
        camera.post("/contact", json={"outcomes": [{"id": command["id"], "state": "done"}]}).raise_for_status()
    expect(page.locator("#progress[data-running]")).to_have_count(0)
    expect(page.locator("#progress .order-done").first).to_be_visible()
    _look(page)


def test_settings_are_set_and_a_token_is_shown_once(service: Running, page: Page, view: View, shots: Path) -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/cameras/own")
    page.locator("#id_name").fill(f"Roof {view.name}")
    page.locator("main form button").click()
    expect(page.locator("code.token")).to_contain_text("hc_")
    token = page.locator("code.token").inner_text()
    _look(page)
    page.locator("main a.button").click()
    page.wait_for_url("**/cameras/*-*")
    address = page.url
    page.goto(f"{address}/settings")
    _look(page)
    page.locator("#id_at").fill("6:00")
    with page.expect_navigation():
        page.locator("main form button").last.click()
    expect(page.locator("body")).to_contain_text("06:00")
    expect(page.locator("body")).not_to_contain_text(token)
    page.locator("details.sheet > summary").click()
    _look(page)
    screenshot(page, shots / f"camera-{view.name}.png")
