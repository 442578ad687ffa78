"""A customer at a desk makes every kind of request, an agent with a telephone some; the privacy officer answers each."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.browser.test_axe import _faults
from tests.running import Running, running
from tests.services.policies import EXAMPLE

KINDS = ("purpose_notice", "disclosure", "provision_records", "correction", "stop", "provision_stop")
ENDS = {
    "purpose_notice": ("fulfilled", "", ""),
    "disclosure": ("fulfilled", "", ""),
    "provision_records": ("not_found", "", ""),
    "correction": ("refused", "true", "調べたところ、写真のとおりの値でした。"),
    "stop": ("fulfilled", "", "ログ情報の利用を停止しました。"),
    "provision_stop": ("refused", "no_breach", "提供していません。"),
}
LINKS = """
import json, re, sys
from harimi.service.project.setup import set_up
set_up()
from harimi.service.notices.models import KeptMessage
mails = KeptMessage.objects.filter(to__startswith="agent").order_by("id")
found = [re.search(r"/requests/[^/\\s]+", one.body) for one in mails]
print(json.dumps(list(dict.fromkeys(one.group() for one in found if one))))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service whose operator has told who they are; its first policy says so from the beginning."""
    folder = tmp_path_factory.mktemp("requests")
    shutil.copy(EXAMPLE, folder / "operator.toml")
    with running(folder, "energy", new=True) as service:
        yield service


@pytest.fixture
def office(browser: Browser, told: Running) -> Iterator[Page]:
    """The officer's own browser, in Japanese."""
    context: BrowserContext = browser.new_context(locale="ja", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, told.url, "staff@example.jp")
    yield page
    context.close()


def test_every_kind_is_asked_answered_and_read(told: Running, page: Page, office: Page, view: View, shots: Path) -> None:
    if view.name == "desk-ja-light":
        sign_in(page, told.url)
    for kind in KINDS if view.name == "desk-ja-light" else KINDS[::2]:
        mine = _by_customer(told, page, kind) if view.name == "desk-ja-light" else _by_agent(told, page, kind)
        number = page.locator("h1").inner_text().split()[-1]
        _answer(told, office, number, kind, agent=view.name != "desk-ja-light")
        screenshot(office, shots / f"request-office-{kind}-{view.name}.png")
        page.goto(f"{told.url}{mine}")
        expect(page.locator("#notice")).to_contain_text(number)
        fits(page)
        screenshot(page, shots / f"request-{kind}-{view.name}.png")
    own = "/account/requests" if view.name == "desk-ja-light" else "/requests"
    assert _faults(page, told.url, own, mine) == []
    assert _faults(office, told.url, office.url.removeprefix(told.url)) == []


def _by_customer(told: Running, page: Page, kind: str) -> str:
    """By the form of My Account; the page of the request."""
    page.goto(f"{told.url}/account/requests/new/{kind}")
    _fill(page)
    page.wait_for_load_state()
    if "/reauthenticate" in page.url:
        page.locator("input[name=password]").fill("a long password")
        page.locator("main form button").first.click()
    page.wait_for_url(lambda now: "/account/requests/" in now and "/new/" not in now)
    if page.locator("button[value=agree]").count():
        page.locator("button[value=agree]").click()
    return page.url.removeprefix(told.url)


def _by_agent(told: Running, page: Page, kind: str) -> str:
    """By the public form; the link comes by mail."""
    before = _links(told)
    page.goto(f"{told.url}/requests/new/{kind}")
    page.locator("input[name=name]").fill("山田 花子")
    page.locator("input[name=email]").fill(_address(kind))
    page.locator("input[name=agent][value=appointed]").check()
    page.locator("input[name=agent_name]").fill("佐藤 一郎")
    fits(page)
    _fill(page)
    page.wait_for_load_state()
    for _ in range(60):
        if new := [one for one in _links(told) if one not in before]:
            page.goto(f"{told.url}{new[-1]}")
            return new[-1]
        page.wait_for_timeout(500)
    raise AssertionError("the receipt never came")


def _address(kind: str) -> str:
    """Another for each: only so many receipts go to one address in an hour."""
    return f"agent-{kind}@example.jp"


def _fill(page: Page) -> None:
    page.locator("textarea[name=wanted]").fill("よろしくお願いします。")
    if page.locator("input[name=claim]").count():
        page.locator("input[name=claim]").first.check()
    page.locator("main form button").last.click()


def _links(told: Running) -> list[str]:
    found: list[str] = json.loads(told.ask_code(LINKS))
    return found


def _answer(told: Running, office: Page, number: str, kind: str, *, agent: bool) -> None:
    """Finds out who asks where that is open, does what is asked, decides."""
    office.goto(f"{told.url}/office/requests?q={number}")
    office.get_by_role("link", name=number).click()
    if agent:
        office.locator("#typed").fill("owner@example.jp")
        _press(office, "find")
        _press(office, "seen")
        office.locator("#auth_words").fill("委任状を確認")
        office.locator("button[name=confirmed][value=yes]").click()
        office.wait_for_load_state()
    outcome, ground, words = ENDS[kind]
    if outcome != "refused":
        _press(office, "execute")
        _do(office, kind)
    office.locator("details", has=office.locator("button[value=decide]")).evaluate("one => one.open = true")
    office.locator(f"input[name=outcome][value={outcome}]").check()
    office.locator("#ground").select_option(ground)
    office.locator("#why").fill(words)
    _press(office, "decide")
    expect(office.locator("#notice")).to_contain_text(number)


def _do(office: Page, kind: str) -> None:
    """What the page offers while it is executed."""
    if kind == "disclosure":
        for _ in range(120):
            if not office.locator("progress").count():
                return
            office.wait_for_timeout(500)
            office.reload()
        raise AssertionError("the files were never made")
    if kind == "stop":
        office.locator("select[name=item]").first.select_option("access_log")
        _press(office, "stop")


def _press(office: Page, step: str) -> None:
    with office.expect_navigation():
        office.locator(f"button[name=step][value={step}]").first.click()
