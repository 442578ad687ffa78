"""A tank's sight glass and a U-tube are registered and their levels seen: desk and phone, both languages."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in, until_read
from tests.running import Running
from tests.tanks import tank, u_tube

MINUS_40, ALL_100, MINUS_70 = re.compile(r"-(39|40)\."), re.compile(r"(99|100)\."), re.compile(r"-(69|70)\.")
"""What a U-tube shows whose marks a finder placed, to a unit."""


def test_a_tank_is_registered_its_strip_drawn_and_its_level_read(
    service: Running, page: Page, view: View, shots: Path, tmp_path: Path
) -> None:
    _register(service, page, f"Tank {view.name}", tmp_path, tank(62.5))
    expect(page.locator("#value")).to_contain_text("62.", timeout=30_000)
    expect(page.locator("circle.point")).to_have_count(3)
    expect(page.locator("line.divide")).to_have_count(0)
    page.locator("#field-shows").select_option("float")
    expect(page.locator("#value")).not_to_contain_text("62.")
    page.locator("#field-shows").select_option("surface")
    expect(page.locator("#value")).to_contain_text("62.")
    expect(page.locator("#reasons li")).to_have_count(0)
    fits(page)
    screenshot(page, shots / f"{view.name}-scale-face.png")
    page.locator("#save").click()
    page.wait_for_url("**/meters/*-*")
    until_read(page)
    page.locator(".strip a").first.click()
    expect(page.locator(".evidence polyline")).to_have_count(1)
    expect(page.locator(".evidence text")).to_contain_text("62.")
    fits(page)
    screenshot(page, shots / f"{view.name}-scale-reading.png")


def test_the_other_leg_of_a_u_tube_is_added_and_taken_away(
    service: Running, page: Page, view: View, shots: Path, tmp_path: Path
) -> None:
    _register(service, page, f"U-tube {view.name}", tmp_path, u_tube(70, 30))
    expect(page.locator("#value")).to_contain_text("30.", timeout=30_000)
    page.locator("#add-tube").click()
    expect(page.locator("#value")).to_contain_text(MINUS_40)
    page.locator("#field-counts").select_option(index=0)
    expect(page.locator("#value")).to_contain_text(ALL_100)
    page.locator("#undo").click()
    expect(page.locator("#value")).to_contain_text(MINUS_40)
    page.locator("#which").select_option(index=0)
    page.locator("#remove").click()
    expect(page.locator("#value")).to_contain_text(MINUS_70)
    expect(page.locator("#field-counts")).to_be_visible()
    page.locator("#undo").click()
    expect(page.locator("#value")).to_contain_text(MINUS_40)
    fits(page)
    screenshot(page, shots / f"{view.name}-u-tube-face.png")
    page.locator("#save").click()
    page.wait_for_url("**/meters/*-*")
    until_read(page)
    page.locator(".strip a").first.click()
    expect(page.locator(".evidence polyline")).to_have_count(2)
    screenshot(page, shots / f"{view.name}-u-tube-reading.png")


def _register(service: Running, page: Page, name: str, folder: Path, photo: bytes) -> None:
    """A straight scale from 0 to 100, seen on a photograph."""
    file = folder / "scale.jpg"
    file.write_bytes(photo)
    sign_in(page, service.url)
    page.goto(f"{service.url}/meters/new")
    page.set_input_files("#id_photo", file)
    page.locator("#id_name").fill(name)
    page.locator('input[name="kind"][value="scale"]').check()
    expect(page.locator("#id_digits")).to_be_hidden()
    page.locator("#id_unit").fill("L")
    page.locator("#id_low").fill("0")
    page.locator("#id_high").fill("100")
    page.locator("form#new-meter button").click()
