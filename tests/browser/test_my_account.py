"""A person signs in, registers a meter from a photograph, sees its reading and the evidence: desk and phone, both languages."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in, until_read
from tests.meters import METERS, shot
from tests.running import Running, running


def test_a_meter_is_registered_from_a_photograph_and_its_evidence_seen(
    service: Running, page: Page, view: View, shots: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "gauge.jpg"
    photo.write_bytes(shot(METERS["pressure"], METERS["pressure"].start))
    sign_in(page, service.url)
    screenshot(page, shots / f"{view.name}-list.png")
    page.locator('a.button[href="/meters/new"]').click()
    page.set_input_files("#id_photo", photo)
    page.locator("#id_name").fill(f"Boiler {view.name}")
    page.locator('input[name="kind"][value="dial"]').check()
    page.locator("#id_unit").fill("MPa")
    page.locator("#id_low").fill("0")
    page.locator("#id_high").fill("1.6")
    fits(page)
    screenshot(page, shots / f"{view.name}-new.png")
    page.locator("form#new-meter button").click()
    expect(page.locator("#value")).to_contain_text("0.6", timeout=30_000)
    fits(page)
    screenshot(page, shots / f"{view.name}-face.png")
    page.locator("#save").click()
    page.wait_for_url("**/meters/*-*")
    until_read(page)
    fits(page)
    screenshot(page, shots / f"{view.name}-meter.png")
    page.locator(".strip a").first.click()
    expect(page.locator(".evidence polyline")).to_have_count(1)
    expect(page.locator(".evidence text")).to_contain_text("0.6")
    fits(page)
    screenshot(page, shots / f"{view.name}-reading.png")


def test_a_corner_is_moved_with_keys_and_the_reading_follows(service: Running, page: Page) -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/meters/{service.seeded['meter']}/face")
    expect(page.locator("#value")).to_contain_text("8765.41", timeout=30_000)
    corner = page.locator("circle.corner").first
    before = corner.get_attribute("cx")
    corner.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("circle.corner").first).not_to_have_attribute("cx", before or "")
    expect(page.locator("circle.corner").first).to_be_focused()


def test_the_language_is_changed_and_stays(service: Running, page: Page, view: View) -> None:
    sign_in(page, service.url)
    other = "English" if view.language == "ja" else "日本語"
    page.get_by_role("button", name=other).click()
    spoken = page.locator("html[lang=en]" if view.language == "ja" else "html[lang=ja]")
    expect(spoken).to_have_count(1)
    page.reload()
    expect(spoken).to_have_count(1)
    page.context.clear_cookies()


def test_policy_and_terms_are_read_and_compared_on_any_screen(service: Running, page: Page, view: View, shots: Path) -> None:
    page.goto(service.url)
    for kind in ("privacy", "terms"):
        page.locator(f'.foot a[href="/{kind}"]').click()
        expect(page.locator("h1")).to_be_visible()
        fits(page)
        screenshot(page, shots / f"{view.name}-{kind}.png")
        page.locator(f'.about a[href="/{kind}/versions"]').click()
        expect(page.locator(".versions li")).to_have_count(1)
        fits(page)
        page.goto(f"{service.url}/{kind}/changes/1/1")
        fits(page)
    page.goto(f"{service.url}/privacy#c9-1")
    expect(page.locator("[id='c9-1']")).to_be_in_viewport()
    page.locator('.about a[href="/privacy/procedure"]').click()
    expect(page.locator("h2")).to_have_count(7)
    fits(page)


def test_pages_work_without_any_script(browser: Browser, service: Running) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    sign_in(page, service.url)
    page.goto(f"{service.url}/meters/{service.seeded['meter']}?on=2026-04-06")
    expect(page.locator("svg.chart").first).to_be_visible()
    context.close()


def test_a_meter_with_several_displays_is_marked_one_at_a_time(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, "water") as service:
        page = browser.new_page(locale="en")
        sign_in(page, service.url)
        page.goto(f"{service.url}/meters/{service.seeded['meter']}/face")
        expect(page.locator("#value")).to_contain_text("1189.27", timeout=30_000)
        expect(page.locator("#which option")).to_have_count(5)
        page.locator("#which").select_option(index=4)
        expect(page.locator("circle.point")).to_have_count(4)
        page.locator("#save").click()
        page.wait_for_url("**/meters/*-*")
        page.close()
