"""A telephone on a round: what the tests of rounds do with it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.running import Running, running

READINGS = """
import json
from harimi.service.project.setup import set_up
set_up()
from harimi.service.readings.models import Attempt, Reading
read = Reading.objects.filter(register__stops__isnull=False).order_by("register__stops__place", "at")
cuts = [[one.cut.width, one.cut.height] for one in Attempt.objects.filter(face=None)]
print(json.dumps({"values": [one.value for one in read], "moments": [one.at.isoformat() for one in read], "cuts": cuts}))
"""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with a round."""
    with running(tmp_path_factory.mktemp("round"), module="tests.services.seed_round") as service:
        yield service


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A telephone of a person who reads Japanese."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja", has_touch=True, is_mobile=True)
    yield context
    context.close()


def photo(folder: Path, width: int = 1600, height: int = 1200) -> Path:
    """A large photograph with an orientation and a camera's name in it."""
    image = Image.effect_noise((width, height), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret camera"
    image.save(folder / "photo.jpg", exif=exif)
    return folder / "photo.jpg"


def opened(context: BrowserContext, service: Running, email: str = "owner@example.jp") -> Page:
    page = context.new_page()
    sign_in(page, service.url, email)
    page.goto(f"{service.url}/rounds/{service.seeded['round']}/walk")
    expect(page.locator("#controls")).to_be_visible()
    expect(page.locator("#ready")).to_have_text("オフラインで使えます")
    return page


def type_in(page: Page, value: str, sure: bool = True) -> None:
    """Keeps a value, as somebody who has looked a second time: what other tests left on the round makes some look doubtful."""
    field = page.locator(".stop:not([hidden]) [name=value]")
    field.fill(value)
    if sure:
        field.evaluate("field => { field.form.dataset.sure = field.value }")
    page.locator(".stop:not([hidden]) .keep").click()


def shows(page: Page, name: str) -> None:
    """One stop alone is on the screen: until the script has begun all of them are."""
    expect(page.locator(".stop:not([hidden])")).to_have_count(1)
    expect(page.locator(".stop:not([hidden]) h2")).to_have_text(name)


def kept_by(service: Running) -> dict[str, list[object]]:
    found: dict[str, list[object]] = json.loads(service.ask_code(READINGS))
    return found


ON_TELEPHONE = """
change => new Promise(done => {
  indexedDB.open("harimi-rounds").onsuccess = ({ target: { result: base } }) => {
    const store = base.transaction("answers", "readwrite").objectStore("answers");
    store.getAll().onsuccess = ({ target: { result: all } }) => {
      if (change) all.forEach(one => store.put({ ...one, ...change }));
      base.close();
      done(all.map(one => [one.state, one.value ?? "", Boolean(one.photo)]).sort());
    };
  };
})
"""


def on_telephone(page: Page, change: dict[str, str] | None = None) -> list[list[object]]:
    """State, value and whether there is a photograph of all that lies on the telephone; each is changed on demand."""
    found: list[list[object]] = page.evaluate(ON_TELEPHONE, change)
    return found


def turn_to(page: Page, place: int) -> None:
    expect(page.locator(".stop:not([hidden])")).to_have_count(1)
    page.locator("#all summary").click()
    page.locator("#jump button").nth(place).click()
    expect(page.locator(".stop").nth(place)).to_be_visible()


def walk_address(service: Running) -> str:
    return f"{service.url}/rounds/{service.seeded['round']}/walk"


def photographed(page: Page, folder: Path, value: str) -> None:
    """Keeps a value with a photograph at the stop that is on the screen, once the rectangle stands on it."""
    stop = page.locator(".stop:not([hidden])")
    stop.locator("input[type=file]").set_input_files(photo(folder, 400, 300))
    expect(stop.locator(".crop")).to_be_visible()
    type_in(page, value)
