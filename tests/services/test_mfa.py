"""Two-step sign-in, passkeys and open sessions: what opens an account, what is kept of it, and how it ends."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from harimi.service.accounts.models import SignedIn
from harimi.service.accounts.sessions import forget_ended, sessions_of
from harimi.service.platform.crypto import SealError
from harimi.service.privacy import census
from harimi.service.privacy.held import held
from harimi.service.privacy.keys import KeyGoneError, destroy
from harimi.service.rights.kept import kept_about_person
from tests.services.people import SIGN_IN, WHO, client, house, who_is

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
PASSWORD = "a long password"  # noqa: S105


@pytest.fixture(autouse=True)
def made() -> None:
    cache.clear()
    house()


def _signed_in(who: str = "viewer") -> Client:
    """Somebody who has just signed in by their password."""
    browser = Client(headers={"accept-language": "en"})
    answer = browser.post("/accounts/login/", {"login": f"{who}@example.jp", "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def _confirmed(who: str = "viewer") -> Client:
    """Somebody who confirmed a moment ago that it is them."""
    browser = _signed_in(who)
    assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return browser


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def _secret(browser: Client) -> str:
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    return re.findall(r'id="authenticator_secret">(\w+)<', page)[0]


def _with_app() -> tuple[Client, str]:
    browser = _confirmed()
    secret = _secret(browser)
    assert browser.post(reverse("mfa_activate_totp"), {"code": _code(secret)}).status_code == 302
    cache.clear()
    return browser, secret


def test_with_an_app_the_password_alone_opens_nothing() -> None:
    _, secret = _with_app()
    browser = _signed_in()
    assert browser.get("/").headers["Location"].startswith("/accounts/login/")
    assert browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert browser.post(reverse("mfa_authenticate"), {"code": _code(secret)}).status_code == 302
    assert browser.get(reverse("security")).status_code == 200


def test_a_recovery_code_opens_once() -> None:
    _with_app()
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    assert len(codes) == 10
    for expected in (302, 200):
        browser = _signed_in()
        assert browser.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected
    assert "8 left" in _opened_by(codes[1]).get(reverse("security")).content.decode()


def _opened_by(code: str) -> Client:
    browser = _signed_in()
    browser.post(reverse("mfa_authenticate"), {"code": code})
    return browser


def test_secrets_are_sealed_under_the_persons_key_and_gone_with_it() -> None:
    _, secret = _with_app()
    app = Authenticator.objects.get(type="totp")
    codes = Authenticator.objects.get(type="recovery_codes")
    assert secret not in str(app.data)
    assert re.fullmatch(r"[0-9a-f-]{36}:1\.[\w=-]+", codes.data["seed"])
    assert app.wrap().validate_code(_code(secret))
    destroy(who_is("viewer").subject_id)
    with pytest.raises(KeyGoneError):
        app.wrap().validate_code(_code(secret))
    with pytest.raises(KeyGoneError):
        codes.wrap().get_unused_codes()


def test_a_secret_does_not_open_as_somebody_elses() -> None:
    _with_app()
    app, other = Authenticator.objects.get(type="totp"), who_is("owner").subject_id
    sealed = app.data["secret"].partition(":")[2]
    app.data["secret"] = f"{other}:{sealed}"
    with pytest.raises(SealError):
        app.wrap().validate_code("123456")


def test_what_is_set_up_is_shown_as_held_and_mapped() -> None:
    browser, _ = _with_app()
    browser.get(reverse("mfa_add_webauthn"))
    there = {key for one in Session.objects.all() for key in one.get_decoded()}
    assert {"signed_in", "mfa.webauthn.state"} <= there
    assert census.unknown("sessions", there, held()) == []
    assert census.database(held()) == []
    item = next(one for one in kept_about_person(who_is("viewer")) if one.name == "contract_data")
    assert "mfa_authenticator" in {place.table for place in item.places}


def test_whoever_left_the_page_open_confirms_before_anything_changes() -> None:
    for page in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = client("viewer").get(reverse(page))
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/"), page


ALL = sorted(
    name
    for name in get_resolver().reverse_dict
    if isinstance(name, str) and name.startswith("mfa_") and name not in ("mfa_authenticate", "mfa_login_webauthn")
)


@pytest.mark.parametrize("page", ALL)
def test_every_page_of_two_step_sign_in_is_for_those_who_signed_in(page: str) -> None:
    address = reverse(page, args=[1] if page in ("mfa_edit_webauthn", "mfa_remove_webauthn") else [])
    if page not in ("mfa_index", "mfa_list_webauthn"):
        assert Client().get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", [who for who in WHO if who != "nobody"])
def test_a_passkey_of_somebody_else_is_not_there(who: str) -> None:
    browser = _confirmed(who)
    theirs = Authenticator.objects.create(user=who_is("viewer"), type="webauthn", data={"name": "My key", "credential": {}})
    for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert browser.get(reverse(page, args=[theirs.pk])).status_code == (200 if who == "viewer" else 404)
    assert ("My key" in browser.get(reverse("security")).content.decode()) is (who == "viewer")


def test_only_passkeys_may_ask_the_browser_for_anything() -> None:
    told = Client().get("/accounts/login/").headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in told
    assert "publickey-credentials-create=(self)" in told
    assert "camera=()" in told


def test_the_list_shows_each_open_session_once_a_day_and_only_its_days() -> None:
    first, _ = _signed_in(), _signed_in()
    for _ in range(2):
        page = first.get(reverse("security")).content.decode()
    assert (page.count("This browser"), page.count("Another browser")) == (1, 1)
    assert SignedIn.objects.filter(user=who_is("viewer")).count() == 2
    first.post("/accounts/logout/")
    assert len(sessions_of(who_is("viewer"))) == 1
    assert forget_ended() == 1


def test_a_session_that_is_ended_opens_nothing_any_more() -> None:
    mine, lost, third = _signed_in(), _signed_in(), _signed_in()
    row = SignedIn.objects.get(session_key=lost.session.session_key)
    mine.post(reverse("end_session"), {"which": str(row.pk)})
    assert lost.get(reverse("security")).status_code == 302
    assert third.get(reverse("security")).status_code == 200
    mine.post(reverse("end_session"), {"which": "others"})
    assert third.get(reverse("security")).status_code == 302
    assert mine.get(reverse("security")).status_code == 200


@pytest.mark.parametrize("who", WHO)
def test_nobody_ends_the_session_of_somebody_else(who: str) -> None:
    _signed_in("viewer")
    row = SignedIn.objects.get()
    status = client(who).post(reverse("end_session"), {"which": str(row.pk)}).status_code
    assert status == (302 if who in ("viewer", "nobody") else 404)
    assert SignedIn.objects.filter(pk=row.pk).exists() is (who != "viewer")


@pytest.mark.parametrize("which", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_session_that_is_not_there_is_not_found(which: str) -> None:
    assert _signed_in().post(reverse("end_session"), {"which": which}).status_code == 404


def test_a_changed_password_ends_all_other_sessions() -> None:
    mine, other = _signed_in(), _signed_in()
    form = {"oldpassword": PASSWORD, "password1": "an even longer one", "password2": "an even longer one"}
    assert mine.post(reverse("account_change_password"), form).status_code == 302
    assert other.get(reverse("security")).status_code == SIGN_IN
    page = mine.get(reverse("security"))
    assert page.status_code == 200
    assert "Another browser" not in page.content.decode()
    assert SignedIn.objects.filter(user=who_is("viewer")).count() == 1
