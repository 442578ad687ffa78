"""A browser before a running service. Chromium is Debian's; without it these tests are skipped with a reason."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with one faced electricity meter."""
    with running(tmp_path_factory.mktemp("service"), "energy") as service:
        yield service


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("HARIMI_REQUIRE_SERVICES") == "1":
            pytest.fail("no chromium here, and HARIMI_REQUIRE_SERVICES asks for it")
        pytest.skip("no chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where screenshots go: a folder of the test's own, or the one that HARIMI_SHOTS names."""
    folder = Path(os.environ.get("HARIMI_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sign_in(page: Page, url: str, email: str = "owner@example.jp") -> None:
    """Signs in as a person would."""
    page.goto(url)
    page.get_by_role("textbox").first.fill(email)
    page.locator("#id_password").fill("a long password")
    page.locator("main button").click()
    page.wait_for_url(f"{url}/")
