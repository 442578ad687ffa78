"""A person takes along what is held about them and about their home: desk and phone, both languages."""

import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running

READY = {"ja": "書き出しが終わりました", "en": "Your data is ready"}
METERS = {"ja": "メーターの台帳", "en": "Meters"}
PHOTOGRAPHS = {"ja": "写真", "en": "Photographs"}
ACCOUNT = {"ja": "アカウント", "en": "Your account"}


def _taken(page: Page, folder: Path, view: View, shots: Path, name: str) -> Path:
    """Asks, waits until it is there without pressing anything, downloads and unpacks it."""
    fits(page)
    block = page.locator("#me .take-along" if name == "me" else "section.subject:not(#me) .take-along")
    screenshot(page, shots / f"{view.name}-export-privacy.png", whole=False)
    block.get_by_role("button").or_(block.get_by_role("link")).click()
    anew = page.locator("#progress form[action$='/export'] button")
    if anew.count():
        anew.click()
    expect(page.get_by_role("heading", name=READY[view.language])).to_be_visible()
    fits(page)
    screenshot(page, shots / f"{view.name}-export-{name}.png")
    with page.expect_download() as download:
        page.locator("#progress a.button[href$='file.zip']").click()
    file = folder / f"{name}.zip"
    download.value.save_as(file)
    with zipfile.ZipFile(file) as found:
        assert found.testzip() is None
        found.extractall(folder / name)
    return folder / name


def test_somebody_takes_their_data_along_and_reads_it_without_a_network(
    service: Running, page: Page, browser: Browser, view: View, tmp_path: Path, shots: Path
) -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/account/privacy")
    home = _taken(page, tmp_path, view, shots, "home")
    page.goto(f"{service.url}/account/privacy")
    mine = _taken(page, tmp_path, view, shots, "me")
    offline = browser.new_context(
        viewport={"width": view.width, "height": view.height}, offline=True, java_script_enabled=False, color_scheme=view.scheme
    )
    reader, asked = offline.new_page(), list[str]()
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto((home / "index.html").as_uri())
    screenshot(reader, shots / f"{view.name}-export-index.png")
    reader.get_by_role("link", name=METERS[view.language], exact=True).click()
    expect(reader.get_by_text("Electricity").first).to_be_visible()
    reader.go_back()
    reader.get_by_role("link", name=PHOTOGRAPHS[view.language], exact=True).click()
    picture = reader.locator("img").first
    expect(picture).to_be_visible()
    assert picture.bounding_box()
    screenshot(reader, shots / f"{view.name}-export-photographs.png")
    reader.goto((mine / "index.html").as_uri())
    reader.get_by_role("link", name=ACCOUNT[view.language], exact=True).click()
    expect(reader.get_by_text("owner@example.jp").first).to_be_visible()
    assert [one for one in asked if not one.startswith("file:")] == []
    offline.close()


def test_every_page_of_an_export_fits_the_screen(service: Running, page: Page, view: View, tmp_path: Path, shots: Path) -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/account/privacy")
    home = _taken(page, tmp_path, view, shots, "home")
    for one in (home / "index.html", *sorted((home / "pages").iterdir())):
        page.goto(one.as_uri())
        fits(page)
