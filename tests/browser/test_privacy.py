"""A person walks through the question for consent, the privacy page and the page of cookies: desk and phone, both languages."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running, running


def _shot(page: Page, shots: Path, view: View, name: str) -> None:
    fits(page)
    screenshot(page, shots / f"{view.name}-{name}.png")


def test_somebody_answers_the_question_and_decides_on_the_privacy_page(
    page: Page, view: View, shots: Path, tmp_path: Path
) -> None:
    """The question is asked once; every decision says in words what came of it and holds on the next page."""
    japanese = view.language == "ja"
    with running(tmp_path, "energy") as service:
        sign_in(page, service.url)
        bar = page.locator(".ask")
        buttons = bar.locator("button[name=answer]")
        expect(buttons).to_have_count(2)
        assert len({tuple((button.bounding_box() or {}).values())[2:] for button in buttons.all()}) == 1
        _shot(page, shots, view, "consent-bar")
        buttons.nth(1).click()
        expect(page.locator(".notes")).to_contain_text("記録しました" if japanese else "on record")
        expect(page.locator(".ask")).to_have_count(0)
        page.goto(service.url)
        expect(page.locator(".ask")).to_have_count(0)

        page.get_by_role("banner").get_by_role("link", name="アカウント" if japanese else "Account", exact=True).click()
        page.locator("main").get_by_role("link", name="プライバシー" if japanese else "Privacy", exact=True).click()
        expect(page.locator("h1")).to_have_text("プライバシーの設定" if japanese else "Privacy settings")
        _shot(page, shots, view, "privacy")
        me = page.locator("#me")
        me.locator('[data-item="access_log"] button').click()
        expect(page.locator(".notes")).to_contain_text("停止しました" if japanese else "is stopped")
        expect(me.locator('[data-item="access_log"] .state')).to_have_text("停止中" if japanese else "Stopped")
        me.locator('[data-item="access_log"] button').click()
        expect(page.locator(".notes")).to_contain_text("再開しました" if japanese else "is resumed")
        me.locator(".asked button").click()
        expect(page.locator(".notes")).to_contain_text("同意しました" if japanese else "Your consent is on record")
        page.reload()
        expect(me.locator(".agent")).to_have_count(1)
        house = page.locator(".subject").nth(1)
        house.locator(".asked button").first.click()
        expect(house.locator(".asked .state")).to_have_text("同意しています" if japanese else "You consent")
        house.locator("select[name=days]").select_option("90")
        house.locator(".period button").click()
        expect(page.locator(".notes")).to_contain_text("90")
        for details in page.locator("details").all():
            details.locator("summary").click()
        _shot(page, shots, view, "privacy-open")
        me.locator(".all button").click()
        expect(page.locator(".notes")).to_contain_text("退会" if japanese else "when you leave")
        expect(me.locator(".state.in_use")).to_have_count(0)
        _shot(page, shots, view, "privacy-stopped")

        page.locator('.foot a[href="/privacy/cookies"]').click()
        expect(page.locator("h1")).to_have_text("Cookieと外部送信" if japanese else "Cookies and external transmission")
        _shot(page, shots, view, "cookies")
        page.locator("button[value=allow]").click()
        expect(page.locator("button[value=forget]")).to_be_visible()
        _shot(page, shots, view, "cookies-allowed")


def test_all_is_reached_by_keys_and_has_a_name_and_no_script(browser: Browser, service: Running) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    sign_in(page, service.url)
    page.goto(f"{service.url}/account/privacy")
    names = [button.get_attribute("aria-label") or button.inner_text() for button in page.locator("main button").all()]
    assert all(names)
    page.get_by_role("button", name="Stop: Log of access to My Account").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is stopped")
    page.get_by_role("button", name="Resume: Log of access to My Account").click()
    expect(page.get_by_role("status")).to_contain_text("is resumed")
    context.close()
