"""A round is walked without signal: closed, opened again, and sent once; a photograph is cut before it leaves."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import fits, screenshot, sign_in
from tests.running import Running, running
from tests.services.seed_round import NAMES

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


def _photo(folder: Path, width: int = 1600, height: int = 1200) -> Path:
    """A large photograph with an orientation and a camera's name in it."""
    image = Image.effect_noise((width, height), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret camera"
    image.save(folder / "photo.jpg", exif=exif)
    return folder / "photo.jpg"


def _opened(context: BrowserContext, service: Running, email: str = "owner@example.jp") -> Page:
    page = context.new_page()
    sign_in(page, service.url, email)
    page.goto(f"{service.url}/rounds/{service.seeded['round']}/walk")
    expect(page.locator("#controls")).to_be_visible()
    expect(page.locator("#ready")).to_have_text("オフラインで使えます")
    return page


def _type(page: Page, value: str, sure: bool = True) -> None:
    """Keeps a value, as somebody who has looked a second time: what other tests left on the round makes some look doubtful."""
    field = page.locator(".stop:not([hidden]) [name=value]")
    field.fill(value)
    if sure:
        field.evaluate("field => { field.form.dataset.sure = field.value }")
    page.locator(".stop:not([hidden]) .keep").click()


def _shows(page: Page, name: str) -> None:
    """One stop alone is on the screen: until the script has begun all of them are."""
    expect(page.locator(".stop:not([hidden])")).to_have_count(1)
    expect(page.locator(".stop:not([hidden]) h2")).to_have_text(name)


def _kept(service: Running) -> dict[str, list[object]]:
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


def _on_telephone(page: Page, change: dict[str, str] | None = None) -> list[list[object]]:
    """State, value and whether there is a photograph of all that lies on the telephone; each is changed on demand."""
    found: list[list[object]] = page.evaluate(ON_TELEPHONE, change)
    return found


def _turn_to(page: Page, place: int) -> None:
    expect(page.locator(".stop:not([hidden])")).to_have_count(1)
    page.locator("#all summary").click()
    page.locator("#jump button").nth(place).click()
    expect(page.locator(".stop").nth(place)).to_be_visible()


def test_a_round_is_walked_offline_opened_again_and_sent_once(walked: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page = _opened(phone, walked)
    phone.set_offline(True)
    page.reload()
    _shows(page, NAMES[0])
    fits(page)
    _type(page, "13.1")
    _shows(page, NAMES[1])
    _type(page, "113")
    expect(page.locator("#waiting")).to_have_text("未送信 2件")
    page.close()

    again = phone.new_page()
    again.goto(f"{walked.url}/rounds/{walked.seeded['round']}/walk")
    expect(again.locator("#count")).to_have_text("2/4")
    _shows(again, NAMES[2])
    _type(again, "11", sure=False)
    expect(again.locator(".stop:not([hidden]) .second")).to_contain_text("前回の値より小さく")
    _type(again, "215.5")
    _shows(again, NAMES[3])
    again.locator(".stop:not([hidden]) .pass summary").click()
    again.locator(".stop:not([hidden]) .pass button").click()
    expect(again.locator("#waiting")).to_have_text("未送信 4件")
    assert len(_kept(walked)["values"]) == 4

    phone.set_offline(False)
    again.evaluate("dispatchEvent(new Event('online'))")
    expect(again.locator("#waiting")).to_have_text("")
    expect(again.locator("#count")).to_have_text("4/4")
    again.reload()
    expect(again.locator("#count")).to_have_text("4/4")
    assert _kept(walked)["values"] == [12345, 13100, 112345, 113000, 212345, 215500, 312345]


def test_what_is_refused_stays_to_be_put_right_and_nobody_else_sends_it(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    before = len(_kept(walked)["values"])
    _turn_to(page, 0)
    _type(page, "99999999")
    expect(page.locator("#refused")).to_have_text("要修正 1件")
    _turn_to(page, 0)
    expect(page.locator(".stop:not([hidden]) .mark-state")).to_contain_text("受け付けられませんでした")
    assert page.locator(".stop:not([hidden]) [name=value]").input_value() == "99999999"
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-sign-out] button").click()
    page.wait_for_url(lambda url: "/accounts/login" in url)
    assert page.evaluate("async () => [await indexedDB.databases(), await caches.keys()]") == [[], []]
    assert len(_kept(walked)["values"]) == before


def test_an_expired_session_keeps_everything_and_sends_after_signing_in(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    phone.clear_cookies()
    _turn_to(page, 3)
    _type(page, "313")
    expect(page.locator("#sign-in")).to_be_visible()
    expect(page.locator("#waiting")).to_have_text("未送信 1件")

    page.locator("#sign-in a").click()
    page.get_by_role("textbox").first.fill("manager@example.jp")
    page.locator("#id_password").fill("a long password")
    page.locator("main button").first.click()
    expect(page.locator("#others")).to_contain_text("1件")
    assert 313000 not in _kept(walked)["values"]
    phone.clear_cookies()
    page = _opened(phone, walked)
    expect(page.locator("#waiting")).to_have_text("")
    expect(page.locator("#others")).to_have_text("")
    page.reload()
    assert _kept(walked)["values"].count(313000) == 1


def test_only_what_is_inside_the_rectangle_leaves_the_telephone(walked: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page = _opened(phone, walked)
    _turn_to(page, 1)
    stop = page.locator(".stop:not([hidden])")
    stop.locator("input[type=file]").set_input_files(_photo(tmp_path))
    box, stage = stop.locator(".crop-box"), stop.locator("canvas")
    expect(box).to_be_visible()
    fits(page)
    whole, begun = stage.bounding_box(), box.bounding_box()
    assert whole is not None
    assert begun is not None
    assert whole["height"] > whole["width"]
    client = phone.new_cdp_session(page)
    box.scroll_into_view_if_needed()
    begun = box.bounding_box() or begun
    x, y = begun["x"] + begun["width"] / 2, begun["y"] + begun["height"] / 2
    for kind, point in (("touchStart", (x, y)), ("touchMove", (x, y - 30)), ("touchMove", (x, y - 60))):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    moved = box.bounding_box()
    assert moved is not None
    assert abs(moved["y"] - begun["y"] + 60) < 3
    corner = stop.locator('[data-corner="se"]')
    corner.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    smaller = box.bounding_box()
    assert smaller is not None
    assert smaller["width"] < moved["width"]
    width = "async (one) => (await createImageBitmap(one.files[0])).width"
    for _ in range(200):
        if stop.locator("input[type=file]").evaluate(width) == 780:
            break
        page.wait_for_timeout(50)
    read = "async (one) => [...new Uint8Array(await one.files[0].arrayBuffer())]"
    inside = bytes(stop.locator("input[type=file]").evaluate(read))
    picture = Image.open(BytesIO(inside))
    assert (picture.width, picture.height) == (round(1200 * 0.65), round(1600 * 0.4))
    assert b"Secret camera" not in inside
    stop.locator("[name=value]").fill("113.5")
    with page.expect_response(lambda answer: answer.url.endswith("/send")):
        stop.locator(".keep").click()
    expect(page.locator("#waiting")).to_have_text("")
    assert [picture.width, picture.height] in _kept(walked)["cuts"]


def test_what_the_server_has_no_place_for_stays_and_is_sent_once_there_is_one(
    walked: Running, phone: BrowserContext, tmp_path: Path
) -> None:
    page = _opened(phone, walked)
    phone.route("**/send", lambda route: route.fulfill(status=404))
    _turn_to(page, 2)
    stop = page.locator(".stop:not([hidden])")
    stop.locator("input[type=file]").set_input_files(_photo(tmp_path, 400, 300))
    _type(page, "216.25")
    expect(page.locator("#refused")).to_have_text("要修正 1件")
    assert _on_telephone(page) == [["gone", "216.25", True]]
    phone.unroute("**/send")
    page.reload()
    expect(page.locator("#ready")).to_have_text("オフラインで使えます")
    expect(page.locator("#refused")).to_have_text("")
    assert _on_telephone(page) == [["kept", "216.250", False]]
    assert 216250 in _kept(walked)["values"]


def test_what_waits_since_days_is_neither_replaced_nor_passed_over(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    phone.set_offline(True)
    _turn_to(page, 0)
    _type(page, "13.05")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    _on_telephone(page, {"at": (datetime.now(UTC) - timedelta(days=2)).isoformat()})
    page.reload()
    _turn_to(page, 0)
    _type(page, "13.2")
    expect(page.locator("#waiting")).to_have_text("未送信 2件")
    _turn_to(page, 0)
    page.locator(".stop:not([hidden]) .pass summary").click()
    page.locator(".stop:not([hidden]) .pass button").click()
    expect(page.locator("#waiting")).to_have_text("未送信 3件")
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("")
    values = _kept(walked)["values"]
    assert 13050 in values
    assert 13200 in values


def _fail_the_first(route: Route) -> None:
    if b"\r\n13.3\r\n" in (route.request.post_data_buffer or b""):
        route.fulfill(status=500)
    else:
        route.continue_()


def test_an_answer_that_fails_holds_up_none_behind_it(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    phone.set_offline(True)
    for place, value in ((0, "13.3"), (3, "313.5")):
        _turn_to(page, place)
        _type(page, value)
    expect(page.locator("#waiting")).to_have_text("未送信 2件")
    phone.route("**/send", _fail_the_first)
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    values = _kept(walked)["values"]
    assert 313500 in values
    assert 13300 not in values
    phone.unroute("**/send")
    page.locator("#send").click()
    expect(page.locator("#waiting")).to_have_text("")
    assert 13300 in _kept(walked)["values"]


def _walk_address(service: Running) -> str:
    return f"{service.url}/rounds/{service.seeded['round']}/walk"


def _photographed(page: Page, folder: Path, value: str) -> None:
    """Keeps a value with a photograph at the stop that is on the screen, once the rectangle stands on it."""
    stop = page.locator(".stop:not([hidden])")
    stop.locator("input[type=file]").set_input_files(_photo(folder, 400, 300))
    expect(stop.locator(".crop")).to_be_visible()
    _type(page, value)


def test_what_has_no_place_any_more_is_told_and_thrown_away_by_itself(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    phone.route("**/send", lambda route: route.fulfill(status=404))
    _turn_to(page, 2)
    _type(page, "216.75")
    expect(page.locator("#refused")).to_have_text("要修正 1件")
    phone.unroute("**/send")
    _on_telephone(page, {"stop": "999999"})
    _turn_to(page, 0)
    _type(page, "99999999")
    expect(page.locator("#refused")).to_have_text("要修正 2件")
    rows = page.locator("#stuck li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("ルートにないメーター 216.75")
    expect(rows.nth(0)).to_contain_text("送信できません")
    expect(rows.nth(1)).to_contain_text(f"{NAMES[0]} 99999999 m³")
    fits(page)

    page.once("dialog", lambda dialog: dialog.dismiss())
    rows.nth(0).get_by_role("button").click()
    assert _on_telephone(page) == [["gone", "216.75", False], ["refused", "99999999", False]]
    page.on("dialog", lambda dialog: dialog.accept())
    rows.nth(0).get_by_role("button").click()
    expect(rows).to_have_count(1)
    assert _on_telephone(page) == [["refused", "99999999", False]]
    _on_telephone(page, {"round": "00000000-0000-4000-8000-000000000000", "state": "gone"})
    page.goto(f"{walked.url}/rounds")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("ルートにないメーター 99999999")
    rows.get_by_role("button").click()
    expect(page.locator("#stuck")).to_be_hidden()
    assert _on_telephone(page) == []


def test_a_photograph_stays_with_the_value_that_was_put_right_and_with_its_moment(
    walked: Running, phone: BrowserContext, tmp_path: Path
) -> None:
    page, before = _opened(phone, walked), _kept(walked)
    _turn_to(page, 3)
    _photographed(page, tmp_path, "99999999")
    expect(page.locator("#stuck li")).to_contain_text("99999999 m³ 写真あり")
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    _on_telephone(page, {"at": at.isoformat()})
    page.reload()
    _turn_to(page, 3)
    _type(page, "313.75")
    expect(page.locator("#stuck")).to_be_hidden()
    expect(page.locator("#waiting")).to_have_text("")
    after = _kept(walked)
    assert len(after["cuts"]) == len(before["cuts"]) + 1
    assert after["moments"][after["values"].index(313750)] == at.isoformat()


def test_a_photograph_that_was_the_fault_is_not_sent_again(walked: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page, before = _opened(phone, walked), _kept(walked)
    phone.route("**/send", lambda route: route.fulfill(status=413))
    _turn_to(page, 2)
    _photographed(page, tmp_path, "217.125")
    expect(page.locator("#stuck .why")).to_contain_text("写真を受け付けられませんでした")
    assert _on_telephone(page) == [["refused", "217.125", True]]
    phone.unroute("**/send")
    _turn_to(page, 2)
    _type(page, "217.125")
    expect(page.locator("#stuck")).to_be_hidden()
    expect(page.locator("#waiting")).to_have_text("")
    after = _kept(walked)
    assert 217125 in after["values"]
    assert after["cuts"] == before["cuts"]


def test_a_page_kept_in_an_earlier_month_knows_that_another_has_begun(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    _turn_to(page, 1)
    _type(page, "114")
    expect(page.locator("#waiting")).to_have_text("")
    page.reload()
    expect(page.locator("#ready")).to_have_text("オフラインで使えます")
    expect(page.locator('.stop[data-visit="kept"]')).not_to_have_count(0)
    expect(page.locator("#count")).not_to_have_text("0/4")
    phone.set_offline(True)
    _turn_to(page, 3)
    _type(page, "314")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    phone.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=32))
    page.reload()
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    expect(page.locator("#count")).to_have_text("0/4")
    assert page.locator(".stop").nth(3).locator("[name=value]").input_value() == ""


@pytest.mark.parametrize(
    ("period", "one", "other", "zone", "together"),
    [
        ("day", "2026-11-27T15:00:00Z", "2026-11-28T14:59:59Z", "Asia/Tokyo", True),
        ("day", "2026-11-27T14:59:59Z", "2026-11-27T15:00:00Z", "Asia/Tokyo", False),
        ("", "2026-11-27T14:59:59Z", "2026-11-27T15:00:00Z", "Asia/Tokyo", False),
        ("day", "2026-11-27T14:59:59Z", "2026-11-27T15:00:00Z", "Europe/Berlin", True),
        ("week", "2026-11-22T15:00:00Z", "2026-11-29T14:59:59Z", "Asia/Tokyo", True),
        ("week", "2026-11-22T14:59:59Z", "2026-11-22T15:00:00Z", "Asia/Tokyo", False),
        ("week", "2026-12-31T12:00:00Z", "2027-01-01T12:00:00Z", "Asia/Tokyo", True),
        ("month", "2026-10-31T15:00:00Z", "2026-11-30T14:59:59Z", "Asia/Tokyo", True),
        ("month", "2026-11-30T14:59:59Z", "2026-11-30T15:00:00Z", "Asia/Tokyo", False),
        ("month", "2026-11-02T12:00:00Z", "2026-11-20T12:00:00Z", "Mars/Olympus", True),
    ],
)
def test_a_period_begins_at_the_sites_midnight_in_the_browser_too(
    walked: Running, phone: BrowserContext, period: str, one: str, other: str, zone: str, together: bool
) -> None:
    page = phone.new_page()
    page.goto(walked.url)
    ask = "async (given) => (await import('/static/round/when.js')).together(...given)"
    assert page.evaluate(ask, [period, one, other, zone]) is together


@pytest.mark.parametrize("path", ["/rounds", "/rounds/{round}", "/rounds/00000000-0000-4000-8000-000000000000/walk"])
def test_without_signal_the_rounds_on_the_telephone_are_listed(walked: Running, phone: BrowserContext, path: str) -> None:
    page = _opened(phone, walked)
    phone.set_offline(True)
    page.goto(walked.url + path.format(**walked.seeded))
    expect(page.get_by_role("heading", level=1)).to_have_text("この端末に保存されているルート")
    expect(page.locator("#kept li")).to_have_count(1)
    expect(page.locator("#kept h2")).to_have_text("東棟")
    fits(page)
    page.locator("#kept a").click()
    page.wait_for_url(_walk_address(walked))
    expect(page.locator("#controls")).to_be_visible()


def test_the_list_on_the_telephone_is_nobody_elses(walked: Running, phone: BrowserContext) -> None:
    page = _opened(phone, walked)
    phone.clear_cookies()
    page.add_init_script("CacheStorage.prototype.delete = async () => false")
    sign_in(page, walked.url, "manager@example.jp")
    page.goto(f"{walked.url}/rounds/kept")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#kept li")).to_have_count(0)
    page = phone.new_page()
    page.goto(walked.url)
    page.wait_for_function("async () => !(await caches.has('harimi-rounds'))")


@pytest.mark.parametrize(
    "path",
    ["/rounds", "/rounds/{round}", "/rounds/{round}/list", "/rounds/{round}/walk", "/rounds/kept", "/meters/{meter}/read"],
)
def test_each_page_looks_right_and_nothing_goes_wrong_on_it(walked: Running, page: Page, path: str, shots: Path) -> None:
    sign_in(page, walked.url)
    page.goto(walked.url + path.format(**walked.seeded), wait_until="networkidle")
    fits(page)
    width = (page.viewport_size or {"width": 0})["width"]
    name = path.strip("/").replace("/", "-").replace("{", "").replace("}", "")
    screenshot(page, shots / f"round-{name}-{width}.png")


def test_stops_are_dragged_into_another_order(walked: Running, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja")
    page = context.new_page()
    sign_in(page, walked.url)
    page.goto(f"{walked.url}/rounds/{walked.seeded['round']}")
    grips, last = page.locator(".grip"), page.locator(".order li").last
    end = last.bounding_box()
    assert end is not None
    grips.first.hover()
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] / 2, steps=6)
    with page.expect_navigation():
        page.mouse.up()
    names = page.locator(".order .what a").all_inner_texts()
    context.close()
    assert names == [*NAMES[1:], NAMES[0]]
