"""Tables in a browser: meters and their past readings come in, and every problem is read beside its cell."""

from datetime import date
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running

PATIENCE = 30_000


def _look(page: Page, shots: Path, name: str) -> None:
    """Nothing sticks out, and nothing that axe knows of keeps anybody from using it."""
    fits(page)
    screenshot(page, shots / f"{name}.png")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _send(page: Page, file: Path) -> None:
    page.set_input_files("#id_table", file)
    page.locator("main form button").first.click()
    page.wait_for_url("**/import/*-*")


def test_meters_and_their_past_readings_come_in(service: Running, page: Page, view: View, shots: Path, tmp_path: Path) -> None:
    rows = f"場所,メーター名,製造番号,種類,単位,桁数\n{view.name},水道,{view.name},ドラム,m3,6\n{view.name},ガス,,歯車,m3,6\n"
    (tmp_path / "meters.csv").write_text(rows, encoding="cp932")
    book = Workbook()
    for row in (
        ("製造番号", "日時", "値"),
        (view.name, date(2026, 1, 31), 100),
        (view.name, "2026-02-28 9:00", 130),
        (view.name, date(2026, 3, 31), None),
    ):
        book.active.append(row)
    book.save(tmp_path / "readings.xlsx")
    sign_in(page, service.url)
    page.locator('.bar a[href="/sites"]').click()
    page.locator('.tabs-line a[href="/import/meters"]').click()
    _look(page, shots, f"import-{view.name}")
    _send(page, tmp_path / "meters.csv")
    expect(page.locator(".rows .why")).to_have_count(1)
    _look(page, shots, f"import-preview-{view.name}")
    page.locator("[name=leave_out]").check()
    page.locator(".does button").first.click()
    expect(page.locator("#progress .sum .new dd")).to_have_text("1", timeout=PATIENCE)
    _look(page, shots, f"import-done-{view.name}")
    page.goto(f"{service.url}/import/readings")
    _look(page, shots, f"import-readings-{view.name}")
    _send(page, tmp_path / "readings.xlsx")
    page.locator("[name=leave_out]").check()
    page.locator(".does button").first.click()
    expect(page.locator("#progress .sum .new dd")).to_have_text("2", timeout=PATIENCE)
    page.goto(f"{service.url}/meters?q=水道+{view.name}")
    expect(page.locator(".rows .row .value").first).to_contain_text("130")
