"""The face editor in a browser: dragging, snapping, undoing, zooming, trying on other photographs; desk and phone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.meters import METERS, shot
from tests.running import Running, running

SLOW = 30_000


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with a faced water meter and four of its photographs."""
    with running(tmp_path_factory.mktemp("water"), "water") as service:
        for n in range(1, 4):
            _send(service, METERS["water"].start + n * Decimal("0.01"), n)
        yield service


def _send(service: Running, value: Decimal, n: int) -> None:
    taken = (datetime(2026, 4, 6, tzinfo=UTC) + timedelta(hours=7 * n)).isoformat()
    headers = {"Authorization": f"Bearer {service.seeded['token']}", "Content-Type": "image/jpeg", "Harimi-Taken-At": taken}
    sent = httpx.post(f"{service.url}/api/device/v1/captures", content=shot(METERS["water"], value, n), headers=headers)
    assert sent.status_code == 201


def _open(page: Page, service: Running, rest: str = "") -> None:
    sign_in(page, service.url)
    page.goto(f"{service.url}/meters/{service.seeded['meter']}/face{rest}")


def _drag(page: Page, mark: Locator, by: tuple[float, float]) -> None:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def test_a_face_is_tried_on_other_photographs_while_it_is_drawn(water: Running, page: Page, view: View, shots: Path) -> None:
    _open(page, water)
    words = {"ja": "4枚中4枚で読み取れました", "en": "Read on 4 of 4 photographs"}
    expect(page.locator("#summary")).to_have_text(words[view.language], timeout=SLOW)
    expect(page.locator("#others .value")).to_contain_text(["1189.29", "1189.28", "1189.27"])
    expect(page.locator("#others .seen polyline")).to_have_count(12)
    fits(page)
    screenshot(page, shots / f"{view.name}-face-others.png")
    page.locator("#snaps").uncheck()
    _drag(page, page.locator("polygon.outline"), (0, -40))
    expect(page.locator("#summary.doubt")).to_be_visible(timeout=SLOW)
    expect(page.locator("#others li.failed .why").first).not_to_be_empty()
    page.locator("#undo").click()
    expect(page.locator("#summary.good")).to_be_visible(timeout=SLOW)


def test_a_dial_that_was_dragged_snaps_back_onto_its_circle_and_each_step_is_undone(water: Running, page: Page) -> None:
    _open(page, water)
    expect(page.locator("#value")).to_contain_text("1189.3", timeout=SLOW)
    page.locator("#which").select_option(index=3)
    before = float(page.locator("circle.corner").first.get_attribute("cx") or 0)
    page.locator("#snaps").uncheck()
    _drag(page, page.locator("polygon.outline"), (6, 4))
    off = float(page.locator("circle.corner").first.get_attribute("cx") or 0)
    assert off > before + 2
    page.keyboard.press("Control+z")
    assert float(page.locator("circle.corner").first.get_attribute("cx") or 0) == pytest.approx(before, abs=0.01)
    page.locator("#snaps").check()
    _drag(page, page.locator("polygon.outline"), (6, 4))
    expect(page.locator("#said")).not_to_be_empty(timeout=SLOW)
    assert float(page.locator("circle.corner").first.get_attribute("cx") or 0) == pytest.approx(before, abs=2)
    page.locator("#undo").click()
    assert float(page.locator("circle.corner").first.get_attribute("cx") or 0) == pytest.approx(off, abs=2)
    page.locator("#redo").click()
    assert float(page.locator("circle.corner").first.get_attribute("cx") or 0) == pytest.approx(before, abs=2)


def test_displays_are_removed_found_again_and_added_by_hand(water: Running, page: Page) -> None:
    _open(page, water)
    expect(page.locator("#value")).to_contain_text("1189.3", timeout=SLOW)
    for _ in range(4):
        page.locator("#which").select_option(index=1)
        page.locator("#remove").click()
    expect(page.locator("#displays")).to_be_hidden()
    expect(page.locator("#value")).to_have_text("1189 m³", timeout=SLOW)
    page.locator("#find-dials").click()
    expect(page.locator("#which option")).to_have_count(5, timeout=SLOW)
    expect(page.locator("#value")).to_contain_text("1189.3", timeout=SLOW)
    page.locator("#add-dial").click()
    expect(page.locator("#field-weight")).to_have_value("0.00001")
    page.locator("#field-direction").select_option("-1")
    expect(page.locator("circle.point")).to_have_count(4)


def test_a_finger_sees_through_a_glass_what_it_hides_and_two_fingers_zoom(
    water: Running, page: Page, view: View, shots: Path
) -> None:
    if view.width > 500:
        pytest.skip("a desk has no fingers")
    _open(page, water)
    expect(page.locator("#value")).to_contain_text("1189.3", timeout=SLOW)
    corner = page.locator("circle.corner").first
    corner.scroll_into_view_if_needed()
    box = corner.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": at[0], "y": at[1], "id": n} for n, at in enumerate(places)]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x, y))
    touch("touchMove", (x + 4, y + 2))
    touch("touchMove", (x + 8, y + 4))
    expect(page.locator("#lens")).to_be_visible()
    screenshot(page, shots / f"{view.name}-face-glass.png", whole=False)
    touch("touchEnd")
    expect(page.locator("#lens")).to_be_hidden()
    expect(page.locator("#undo")).to_be_enabled()
    wide = page.locator("#stage").get_attribute("viewBox")
    touch("touchStart", (120, y), (200, y))
    touch("touchMove", (100, y), (220, y))
    touch("touchMove", (60, y), (260, y))
    touch("touchEnd")
    expect(page.locator("#stage.zoomed")).not_to_have_attribute("viewBox", wide or "")
    page.locator("#whole").click()
    expect(page.locator("#stage")).to_have_attribute("viewBox", wide or "")


def test_versions_copies_and_reading_again_fit_every_screen(water: Running, page: Page, view: View, shots: Path) -> None:
    _open(page, water, "/versions")
    expect(page.locator(".versions-list li svg polygon").first).to_be_visible()
    for rest in ("versions", "copy", "reread"):
        page.goto(f"{water.url}/meters/{water.seeded['meter']}/face/{rest}")
        fits(page)
        screenshot(page, shots / f"{view.name}-face-{rest}.png")
    page.locator('input[name="range"][value="all"]').check()
    page.locator("form.range button").click()
    expect(page.locator("#progress[data-over]")).to_be_visible(timeout=SLOW)
    expect(page.locator("#progress progress")).to_have_attribute("max", "4")
    fits(page)


def test_a_face_is_used_for_like_meters_that_read_right(browser: Browser, tmp_path: Path, shots: Path) -> None:
    (tmp_path / "data").mkdir()
    with running(tmp_path / "data", "energy") as service:
        service.ask("tests.services.seed_like")
        page = browser.new_page(locale="ja")
        _open(page, service, "/copy")
        expect(page.locator("#likes .state.estimated")).to_have_count(2, timeout=SLOW)
        assert sorted(page.locator("#likes .value").all_inner_texts()) == ["8767.41", "8768.41"]
        expect(page.locator("#save")).to_be_disabled()
        page.locator("#all").click()
        page.locator("#likes input").first.uncheck()
        screenshot(page, shots / "face-copy.png")
        page.locator("#save").click()
        expect(page.locator("#likes li.kept")).to_have_count(1, timeout=SLOW)
        expect(page.locator("#said")).to_have_text("1件中1件に保存しました。")
        page.close()
