"""A round is walked without signal: closed, opened again, and sent once; a photograph is cut before it leaves."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import fits, screenshot, sign_in
from tests.browser.walking import kept_by, opened, photo, shows, turn_to, type_in
from tests.browser.walking import phone as phone
from tests.browser.walking import walked as walked
from tests.running import Running
from tests.services.seed_round import NAMES


def test_a_round_is_walked_offline_opened_again_and_sent_once(walked: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page = opened(phone, walked)
    phone.set_offline(True)
    page.reload()
    shows(page, NAMES[0])
    fits(page)
    type_in(page, "13.1")
    shows(page, NAMES[1])
    type_in(page, "113")
    expect(page.locator("#waiting")).to_have_text("未送信 2件")
    page.close()

    again = phone.new_page()
    again.goto(f"{walked.url}/rounds/{walked.seeded['round']}/walk")
    expect(again.locator("#count")).to_have_text("2/4")
    shows(again, NAMES[2])
    type_in(again, "11", sure=False)
    expect(again.locator(".stop:not([hidden]) .second")).to_contain_text("前回の値より小さく")
    type_in(again, "215.5")
    shows(again, NAMES[3])
    again.locator(".stop:not([hidden]) .pass summary").click()
    again.locator(".stop:not([hidden]) .pass button").click()
    expect(again.locator("#waiting")).to_have_text("未送信 4件")
    assert len(kept_by(walked)["values"]) == 4

    phone.set_offline(False)
    again.evaluate("dispatchEvent(new Event('online'))")
    expect(again.locator("#waiting")).to_have_text("")
    expect(again.locator("#count")).to_have_text("4/4")
    again.reload()
    expect(again.locator("#count")).to_have_text("4/4")
    assert kept_by(walked)["values"] == [12345, 13100, 112345, 113000, 212345, 215500, 312345]


def test_an_expired_session_keeps_everything_and_sends_after_signing_in(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    phone.clear_cookies()
    turn_to(page, 3)
    type_in(page, "313")
    expect(page.locator("#sign-in")).to_be_visible()
    expect(page.locator("#waiting")).to_have_text("未送信 1件")

    page.locator("#sign-in a").click()
    page.get_by_role("textbox").first.fill("manager@example.jp")
    page.locator("#id_password").fill("a long password")
    page.locator("main button").first.click()
    expect(page.locator("#others")).to_contain_text("1件")
    assert 313000 not in kept_by(walked)["values"]
    phone.clear_cookies()
    page = opened(phone, walked)
    expect(page.locator("#waiting")).to_have_text("")
    expect(page.locator("#others")).to_have_text("")
    page.reload()
    assert kept_by(walked)["values"].count(313000) == 1


def test_only_what_is_inside_the_rectangle_leaves_the_telephone(walked: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page = opened(phone, walked)
    turn_to(page, 1)
    stop = page.locator(".stop:not([hidden])")
    stop.locator("input[type=file]").set_input_files(photo(tmp_path))
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
    stop.locator("[name=value]").fill("113.001")
    with page.expect_response(lambda answer: answer.url.endswith("/send")):
        stop.locator(".keep").click()
    expect(page.locator("#waiting")).to_have_text("")
    assert [picture.width, picture.height] in kept_by(walked)["cuts"]


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
