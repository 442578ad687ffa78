"""A browser before a running service. Chromium is Debian's; without it these tests are skipped with a reason."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.running import Running, running

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 30_000
"""Milliseconds until what is expected on a page has to be there: a busy machine is slow, and that is no fault."""
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class View:
    """A screen and its reader."""

    name: str
    width: int
    height: int
    language: str
    scheme: Literal["light", "dark"]


VIEWS = (View("desk-ja-light", 1440, 900, "ja", "light"), View("phone-en-dark", 390, 844, "en", "dark"))


@pytest.fixture(params=VIEWS, ids=lambda view: view.name)
def view(request: pytest.FixtureRequest) -> View:
    return request.param


def refused(request: Request) -> bool:
    """Whether a request failed of itself, rather than because the reader went on to another page before it was answered."""
    return request.failure != "net::ERR_ABORTED"


@pytest.fixture
def page(browser: Browser, view: View) -> Iterator[Page]:
    """A fresh page on which nothing may go wrong: no script error, no refused request, nothing wider than the screen."""
    context = browser.new_context(
        viewport={"width": view.width, "height": view.height},
        locale=view.language,
        color_scheme=view.scheme,
        has_touch=view.width < 500,
    )
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: faults.append(f"{request.url} {request.failure}") if refused(request) else None)
    yield page
    context.close()
    assert faults == []


def fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("""() => {
      const width = document.documentElement.clientWidth + 1;
      if (document.documentElement.scrollWidth <= width) return [];
      const all = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width);
      return ["too wide", ...all.map((one) => one.outerHTML.slice(0, 150))];
    }""")
    assert wide == []


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with one faced electricity meter."""
    with running(tmp_path_factory.mktemp("service"), "energy") as service:
        yield service


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the shell without windows works a fifth less for the same pages."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        if os.environ.get("HARIMI_REQUIRE_SERVICES") == "1":
            pytest.fail("no chromium here, and HARIMI_REQUIRE_SERVICES asks for it")
        pytest.skip("no chromium (Debian: apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """The folder for screenshots that HARIMI_SHOTS names."""
    folder = Path(os.environ.get("HARIMI_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def screenshot(page: Page, path: Path, *, whole: bool = True) -> None:
    """A screenshot for people to look at; none where HARIMI_SHOTS names no folder, as drawing them takes half a second each."""
    if "HARIMI_SHOTS" in os.environ:
        page.screenshot(path=path, full_page=whole)


def sign_in(page: Page, url: str, email: str = "owner@example.jp") -> None:
    """Signs in as a person would."""
    page.goto(url)
    page.get_by_role("textbox").first.fill(email)
    page.locator("#id_password").fill("a long password")
    page.locator("main button").first.click()
    page.wait_for_url(lambda now: now in (f"{url}/", f"{url}/welcome"))


def until_read(page: Page) -> None:
    """Waits on a meter's page until a photograph of it was read."""
    for _ in range(60):
        if page.locator(".strip .state.estimated").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the photograph was never read")
