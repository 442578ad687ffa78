"""Somebody applies in a browser, and reception accepts: every page on the way, looked over by axe."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import fits, screenshot, sign_in
from tests.browser.test_axe import RULES
from tests.running import Running, running

TYPED = {
    "corporate_name": "株式会社 青空ビル管理",
    "department": "設備課",
    "name": "山田 花子",
    "telephone": "03-1234-5678",
    "postal_code": "100-0001",
    "address": "東京都千代田区千代田1-1",
    "p-0-place": "本館2階 機械室",
}


@pytest.fixture(scope="module")
def open_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("apply"), module="tests.services.seed_apply") as service:
        yield service


@pytest.fixture
def reception(browser: Browser, open_service: Running) -> Iterator[Page]:
    page = browser.new_context(locale="ja").new_page()
    sign_in(page, open_service.url, "staff@example.jp")
    yield page
    page.context.close()


def _width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


def _look(page: Page, shots: Path, name: str) -> None:
    page.wait_for_load_state()
    expect(page.locator("main h1")).to_be_visible()
    screenshot(page, shots / f"apply-{name}-{_width(page)}.png")
    fits(page)
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [f"{name}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in broken] == []


def _link_in_mail(reception: Page, url: str, email: str, begins: str, but: str = "") -> str:
    """The newest link in letters to an address, once a worker has sent it; another one than `but`."""
    for _ in range(60):
        reception.goto(f"{url}/office/mail")
        letters = reception.locator("details.mail", has_text=email).all_text_contents()
        found = re.search(rf"http://\S+?/{begins}/[\w/-]+", "\n".join(letters))
        if found and found.group() != but:
            return found.group()
        reception.wait_for_timeout(250)
    raise AssertionError("no letter came")


def test_from_the_form_to_a_contract(page: Page, open_service: Running, reception: Page, shots: Path, tmp_path: Path) -> None:
    url, email = open_service.url, f"hanako{_width(page)}@example.jp"
    page.goto(f"{url}/apply")
    page.locator("input[name=plan]").first.check()
    page.locator("input[name=kind][value=company]").check()
    for name, typed in {**TYPED, "email": email}.items():
        page.locator(f"#id_{name}").fill(typed)
    page.locator("input[name=agreed]").check()
    _look(page, shots, "form")
    page.locator("button[value=check]").click()
    _look(page, shots, "check")
    page.locator("button[value=send]").click()
    _look(page, shots, "sent")
    first = _link_in_mail(reception, url, email, "apply")
    page.goto(first)
    page.locator("button[value=confirm]").click()
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    _look(page, shots, "own")

    reception.goto(f"{url}/office/applications")
    reception.locator("tbody a").first.click()
    reception.locator("button[value=ask]").click()
    expect(reception.locator("button[value=ask]")).to_have_count(0)
    application = reception.url
    page.goto(_link_in_mail(reception, url, email, "apply", but=first))
    Image.new("RGB", (1200, 800), "#ccd").save(tmp_path / "licence.jpg")
    page.locator("#picture").set_input_files(tmp_path / "licence.jpg")
    page.locator("button[value=picture]").click()
    expect(page.locator(".calm")).to_be_visible()
    reception.goto(application)
    _look(reception, shots, "evidence")
    reception.locator("button[value=them]").click()
    reception.locator("button[value=accept]:enabled").click()
    expect(reception.locator(".state.confirmed")).to_have_count(1)
    reception.locator("main a[href*='/office/customers/']").last.click()
    expect(reception.locator("h1")).to_contain_text("青空ビル管理")
    _look(reception, shots, "customer")
    page.goto(_link_in_mail(reception, url, email, "accounts/password/reset/key"))
    page.locator("input[type=password]").first.fill("a long password")
    page.locator("input[type=password]").last.fill("a long password")
    page.locator("main button").first.click()
    sign_in(page, url, email)


def test_the_offices_new_pages(page: Page, open_service: Running, shots: Path) -> None:
    sign_in(page, open_service.url, "staff@example.jp")
    for name in ("applications", "plans", "customers?for=inquiries", "staff", ""):
        page.goto(f"{open_service.url}/office/{name}")
        _look(page, shots, name.partition("?")[0] or "desk")
