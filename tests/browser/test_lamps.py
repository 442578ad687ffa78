"""A panel of lamps is registered, told what it shows, and read: desk and phone, both languages."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in, until_read
from tests.panels import panel
from tests.running import Running


def test_lamps_are_named_marked_and_told_in_words(
    service: Running, page: Page, view: View, shots: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "panel.jpg"
    picture.write_bytes(panel(("green", "off", "amber")))
    sign_in(page, service.url)
    page.goto(f"{service.url}/meters/new")
    page.locator("#id_photo").set_input_files(str(picture))
    page.locator("#id_name").fill(f"Panel {view.name}")
    page.locator("input[name=kind][value=lamps]").check()
    page.locator("#id_states").fill("Pump: stopped, runs\nAlarm\nDoor: shut, open")
    expect(page.locator("#id_digits")).to_be_hidden()
    fits(page)
    screenshot(page, shots / f"{view.name}-lamps-new.png")
    page.locator("form#new-meter button").click()
    page.wait_for_url("**/face")
    expect(page.locator("#value")).to_contain_text("Pump: runs", timeout=30_000)
    for lamp, state in enumerate(("1", "0", "1")):
        page.locator("#which").select_option(index=lamp)
        page.locator("#field-shows_now").select_option(state)
    expect(page.locator("#value")).to_contain_text("Door: open")
    expect(page.locator("#remove")).to_be_hidden()
    page.locator("#field-lamp_kind").select_option("flag")
    expect(page.locator("#reasons li")).not_to_have_count(0)
    page.locator("#undo").click()
    expect(page.locator("#field-colour-0")).to_be_visible()
    expect(page.locator("#value")).to_contain_text("Door: open")
    fits(page)
    screenshot(page, shots / f"{view.name}-lamps-face.png")
    page.locator("#save").click()
    page.wait_for_url("**/meters/*-*")
    until_read(page)
    expect(page.locator(".head .value")).to_contain_text("Pump: runs")
    expect(page.locator("svg.chart rect.bar-of-use")).to_have_count(2)
    fits(page)
    screenshot(page, shots / f"{view.name}-lamps-meter.png")
    page.locator(".strip a").first.click()
    expect(page.locator("select[name=value] option")).to_have_count(9)
    expect(page.locator(".evidence text").first).to_have_text("runs")
    fits(page)
    screenshot(page, shots / f"{view.name}-lamps-reading.png")
    page.locator("main a[href*='/face?picture=']").first.click()
    expect(page.locator("#fields .point-row")).to_have_count(1)
    fits(page)
    screenshot(page, shots / f"{view.name}-lamps-teach.png")
