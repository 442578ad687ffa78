"""What the server did not take on a round: told, put right, sent later or thrown away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import fits
from tests.browser.walking import kept_by, on_telephone, opened, photo, photographed, turn_to, type_in
from tests.browser.walking import phone as phone
from tests.browser.walking import walked as walked
from tests.running import Running
from tests.services.seed_round import NAMES


def test_what_is_refused_stays_to_be_put_right_and_nobody_else_sends_it(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    before = len(kept_by(walked)["values"])
    turn_to(page, 0)
    type_in(page, "99999999")
    expect(page.locator("#refused")).to_have_text("要修正 1件")
    turn_to(page, 0)
    expect(page.locator(".stop:not([hidden]) .mark-state")).to_contain_text("受け付けられませんでした")
    assert page.locator(".stop:not([hidden]) [name=value]").input_value() == "99999999"
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-sign-out] button").click()
    page.wait_for_url(lambda url: "/accounts/login" in url)
    assert page.evaluate("async () => [await indexedDB.databases(), await caches.keys()]") == [[], []]
    assert len(kept_by(walked)["values"]) == before


def test_what_the_server_has_no_place_for_stays_and_is_sent_once_there_is_one(
    walked: Running, phone: BrowserContext, tmp_path: Path
) -> None:
    page = opened(phone, walked)
    phone.route("**/send", lambda route: route.fulfill(status=404))
    turn_to(page, 2)
    stop = page.locator(".stop:not([hidden])")
    stop.locator("input[type=file]").set_input_files(photo(tmp_path, 400, 300))
    type_in(page, "216.25")
    expect(page.locator("#refused")).to_have_text("要修正 1件")
    assert on_telephone(page) == [["gone", "216.25", True]]
    phone.unroute("**/send")
    page.reload()
    expect(page.locator("#ready")).to_have_text("オフラインで使えます")
    expect(page.locator("#refused")).to_have_text("")
    assert on_telephone(page) == [["kept", "216.250", False]]
    assert 216250 in kept_by(walked)["values"]


def _fail_the_first(route: Route) -> None:
    if b"\r\n13.3\r\n" in (route.request.post_data_buffer or b""):
        route.fulfill(status=500)
    else:
        route.continue_()


def test_an_answer_that_fails_holds_up_none_behind_it(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    phone.set_offline(True)
    for place, value in ((0, "13.3"), (3, "313.5")):
        turn_to(page, place)
        type_in(page, value)
    expect(page.locator("#waiting")).to_have_text("未送信 2件")
    phone.route("**/send", _fail_the_first)
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    values = kept_by(walked)["values"]
    assert 313500 in values
    assert 13300 not in values
    phone.unroute("**/send")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("")
    assert 13300 in kept_by(walked)["values"]


def test_what_has_no_place_any_more_is_told_and_thrown_away_by_itself(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    phone.route("**/send", lambda route: route.fulfill(status=404))
    turn_to(page, 2)
    type_in(page, "216.75")
    expect(page.locator("#refused")).to_have_text("要修正 1件")
    phone.unroute("**/send")
    on_telephone(page, {"stop": "999999"})
    turn_to(page, 0)
    type_in(page, "99999999")
    expect(page.locator("#refused")).to_have_text("要修正 2件")
    rows = page.locator("#stuck li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("ルートにないメーター 216.75")
    expect(rows.nth(0)).to_contain_text("送信できません")
    expect(rows.nth(1)).to_contain_text(f"{NAMES[0]} 99999999 m³")
    fits(page)

    page.once("dialog", lambda dialog: dialog.dismiss())
    rows.nth(0).get_by_role("button").click()
    assert on_telephone(page) == [["gone", "216.75", False], ["refused", "99999999", False]]
    page.on("dialog", lambda dialog: dialog.accept())
    rows.nth(0).get_by_role("button").click()
    expect(rows).to_have_count(1)
    assert on_telephone(page) == [["refused", "99999999", False]]
    on_telephone(page, {"round": "00000000-0000-4000-8000-000000000000", "state": "gone"})
    page.goto(f"{walked.url}/rounds")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("ルートにないメーター 99999999")
    rows.get_by_role("button").click()
    expect(page.locator("#stuck")).to_be_hidden()
    assert on_telephone(page) == []


def test_a_photograph_stays_with_the_value_that_was_put_right_and_with_its_moment(
    walked: Running, phone: BrowserContext, tmp_path: Path
) -> None:
    page, before = opened(phone, walked), kept_by(walked)
    turn_to(page, 3)
    photographed(page, tmp_path, "99999999")
    expect(page.locator("#stuck li")).to_contain_text("99999999 m³ 写真あり")
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    on_telephone(page, {"at": at.isoformat()})
    page.reload()
    turn_to(page, 3)
    type_in(page, "313.75")
    expect(page.locator("#stuck")).to_be_hidden()
    expect(page.locator("#waiting")).to_have_text("")
    after = kept_by(walked)
    assert len(after["cuts"]) == len(before["cuts"]) + 1
    assert after["moments"][after["values"].index(313750)] == at.isoformat()


def test_a_photograph_that_was_the_fault_is_not_sent_again(walked: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page, before = opened(phone, walked), kept_by(walked)
    phone.route("**/send", lambda route: route.fulfill(status=413))
    turn_to(page, 2)
    photographed(page, tmp_path, "217.125")
    expect(page.locator("#stuck .why")).to_contain_text("写真を受け付けられませんでした")
    assert on_telephone(page) == [["refused", "217.125", True]]
    phone.unroute("**/send")
    turn_to(page, 2)
    type_in(page, "217.125")
    expect(page.locator("#stuck")).to_be_hidden()
    expect(page.locator("#waiting")).to_have_text("")
    after = kept_by(walked)
    assert 217125 in after["values"]
    assert after["cuts"] == before["cuts"]


def test_what_the_server_never_takes_can_be_thrown_away_and_is_tried_until_then(walked: Running, phone: BrowserContext) -> None:
    page = opened(phone, walked)
    phone.route("**/send", lambda route: route.fulfill(status=500))
    turn_to(page, 1)
    type_in(page, "115.5")
    rows = page.locator("#stuck li")
    for _ in range(2):
        expect(rows).to_have_count(0)
        with page.expect_response("**/send"):
            page.locator("#send").click()
    expect(rows).to_contain_text("自動で再送信されます")
    expect(page.locator("#waiting")).to_have_text("未送信 1件")
    phone.unroute("**/send")
    page.locator("#send").click()
    expect(rows).to_have_count(0)
    assert on_telephone(page) == [["kept", "115.500", False]]

    phone.route("**/send", lambda route: route.fulfill(status=500))
    turn_to(page, 1)
    with page.expect_response("**/send"):
        type_in(page, "116")
    for _ in range(2):
        with page.expect_response("**/send"):
            page.locator("#send").click()
    page.on("dialog", lambda dialog: dialog.accept())
    rows.get_by_role("button").click()
    expect(rows).to_have_count(0)
    expect(page.locator("#waiting")).to_have_text("")
