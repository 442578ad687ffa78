"""People and access in a browser: an invitation from the mail to the joined member, an authenticator app, a passkey."""

import re
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page

from tests.browser.conftest import View, fits, screenshot, sign_in
from tests.running import Running

PASSWORD = "a long password"  # noqa: S105


def _shot(page: Page, shots: Path, name: str) -> None:
    fits(page)
    screenshot(page, shots / f"{name}.png")


def _kept_link(service: Running, email: str) -> str:
    """The link in the newest mail to somebody, as staff would read it, once a worker has sent that."""
    code = (
        "from harimi.service.project.setup import set_up; set_up(); import time\n"
        "from harimi.service.notices.models import KeptMessage\n"
        f"mine = KeptMessage.objects.filter(to='{email}')\n"
        "while not mine.exists(): time.sleep(0.2)\n"
        "print(mine.latest('id').body)"
    )
    return re.findall(r"http://\S+?(/invitations/\S+)", service.ask_code(code))[-1]


def test_somebody_is_invited_reads_the_mail_and_joins(
    page: Page, view: View, service: Running, browser: Browser, shots: Path
) -> None:
    email = f"new-{view.name}@example.jp"
    sign_in(page, service.url)
    page.goto(f"{service.url}/account/organization")
    page.fill("#email", email)
    page.check('input[value="manager"]')
    page.locator("form.card button").click()
    page.locator("#invited").wait_for()
    _shot(page, shots, f"organization-{view.name}")
    context = browser.new_context(locale=view.language, viewport={"width": view.width, "height": view.height})
    theirs = context.new_page()
    theirs.goto(f"{service.url}{_kept_link(service, email)}")
    theirs.fill("#id_password", PASSWORD)
    theirs.check('input[name="agreed"]')
    _shot(theirs, shots, f"invitation-{view.name}")
    theirs.locator("form.card button").click()
    theirs.wait_for_url(f"{service.url}/")
    theirs.goto(f"{service.url}/account/organization")
    assert theirs.locator("select").count() == 0
    assert email in theirs.locator("main").inner_text()
    theirs.goto(f"{service.url}/account/activity")
    _shot(theirs, shots, f"activity-{view.name}")
    assert theirs.locator(".line.done").count() >= 2
    context.close()


def _confirm(page: Page) -> None:
    page.fill("#id_password", PASSWORD)
    page.locator("main button").first.click()


def test_an_authenticator_app_is_set_up_and_asked_for(page: Page, view: View, service: Running, shots: Path) -> None:
    email = _somebody(service, f"app-{view.name}")
    sign_in(page, service.url, email)
    page.goto(f"{service.url}/account/security")
    with page.expect_navigation():
        page.locator('a[href="/accounts/2fa/totp/activate/"]').click()
    _shot(page, shots, f"confirm-{view.name}")
    _confirm(page)
    secret = page.locator("#authenticator_secret").inner_text()
    _shot(page, shots, f"totp-{view.name}")
    counter = list(yield_hotp_counters_from_time())[1]
    page.fill("#id_code", format_hotp_value(hotp_value(secret, counter)))
    page.locator("main button").click()
    page.locator(".codes").wait_for()
    _shot(page, shots, f"codes-{view.name}")
    code = page.locator(".codes code").first.inner_text()
    page.goto(f"{service.url}/account/security")
    _shot(page, shots, f"security-{view.name}")
    with page.expect_navigation():
        page.locator(".tools form").last.locator("button").click()
    page.goto(f"{service.url}/accounts/login/")
    _shot(page, shots, f"login-{view.name}")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    _shot(page, shots, f"two-step-{view.name}")
    page.fill("#id_code", code)
    page.locator("main button").first.click()
    page.wait_for_url(f"{service.url}/welcome")


def test_a_passkey_is_added_and_signs_in_without_a_password(page: Page, view: View, service: Running, shots: Path) -> None:
    email, url = _somebody(service, f"key-{view.name}"), service.url.replace("127.0.0.1", "localhost")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True}})
    sign_in(page, url, email)
    page.goto(f"{url}/accounts/2fa/webauthn/add/")
    _confirm(page)
    page.fill("#id_name", "My telephone")
    _shot(page, shots, f"passkey-{view.name}")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda now: "add" not in now)
    page.goto(f"{url}/account/security")
    assert "My telephone" in page.locator("main").inner_text()
    with page.expect_navigation():
        page.locator(".tools form").last.locator("button").click()
    page.goto(f"{url}/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{url}/welcome")


def _somebody(service: Running, name: str) -> str:
    """A person with an account of their own, so that tests do not lock each other out."""
    email = f"{name}@example.jp"
    service.ask_code(
        f"from harimi.service.project.setup import set_up; set_up();from tests.services.world import person; person('{email}')"
    )
    return email
