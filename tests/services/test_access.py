"""Every page is tried as owner, as a viewer of the same house, as another customer, as staff and as nobody."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.devices.tokens import by_token
from harimi.service.privacy.audit import token_of
from harimi.service.privacy.models import AuditEvent
from harimi.service.privacy.publication import at_start
from harimi.service.readings.models import Attempt
from tests.meters import METERS, shot
from tests.services.world import World, home, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
WHO = ("owner", "viewer", "other", "staff", "admin", "nobody")
READ, CHANGE = {"owner": 200, "viewer": 200}, {"owner": 200}
SIGN_IN = 302


@pytest.fixture
def made(published: None) -> World:
    made = world("pressure", since=START)
    work()
    member(made.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    person("admin@example.jp", staff=True, admin=True)
    return made


def _client(who: str) -> Client:
    client = Client()
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _addresses(made: World) -> dict[str, tuple[str, dict[str, int]]]:
    attempt, cut = Attempt.objects.get(), Cut.objects.get()
    return {
        "meter": (reverse("meter", args=[made.register.meter_id]), READ),
        "face": (reverse("face", args=[made.register.meter_id]), CHANGE),
        "reading": (reverse("reading", args=[attempt.pk]), READ),
        "picture": (reverse("picture", args=[cut.pk]), READ),
        "office": (reverse("office"), {"staff": 200, "admin": 200}),
        "office_mail": (reverse("office_mail"), {"admin": 200}),
        "office_policy": (reverse("office_policy"), {"staff": 200, "admin": 200}),
    }


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", ["meter", "face", "reading", "picture", "office", "office_mail", "office_policy"])
def test_a_page_opens_for_those_whose_it_is(made: World, who: str, page: str) -> None:
    address, allowed = _addresses(made)[page]
    expected = allowed.get(who, SIGN_IN if who == "nobody" else 404)
    assert _client(who).get(address).status_code == expected


@pytest.mark.parametrize("who", WHO)
def test_policy_and_terms_are_there_for_everybody(made: World, who: str) -> None:
    at_start()
    client = _client(who)
    for kind in ("privacy", "terms"):
        for rest in ("", "/versions", "/versions/1", "/versions/1/ja.md", "/changes/1/1"):
            assert client.get(f"/{kind}{rest}").status_code == 200
    assert client.get(reverse("procedure")).status_code == 200


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", ["connect_camera", "send_photo", "set_up_again", "try_face", "save_face", "settle"])
def test_only_those_who_may_change_a_meter_can(made: World, who: str, action: str) -> None:
    attempt, before = Attempt.objects.get(), (Device.objects.count(), Cut.objects.count())
    address = reverse("reading", args=[attempt.pk]) if action == "settle" else reverse(action, args=[made.register.meter_id])
    sent = {"value": "0.5", "photo": SimpleUploadedFile("a.jpg", shot(METERS["pressure"], METERS["pressure"].start))}
    status = _client(who).post(address, sent).status_code
    if who == "owner":
        assert status in (200, 302, 422)
    else:
        assert status == (SIGN_IN if who == "nobody" else 404)
        assert (Device.objects.count(), Cut.objects.count()) == before
        assert not Attempt.objects.filter(register__versions__isnull=False).exists()


@pytest.mark.parametrize("who", WHO)
def test_only_those_who_may_change_a_meter_stop_its_camera(made: World, who: str) -> None:
    address = reverse("stop_camera", args=[made.register.meter_id, made.device.pk])
    status = _client(who).post(address).status_code
    assert status == (302 if who in ("owner", "nobody") else 404)
    assert (by_token(made.token) is None) is (who == "owner")


PUBLISHED: dict[str, list[str | int]] = {
    "document": ["privacy"],
    "document_versions": ["privacy"],
    "document_version": ["terms", 1],
    "document_raw": ["privacy", 1, "ja"],
    "document_changes": ["privacy", 1, 1],
    "procedure": [],
}


@pytest.mark.parametrize("who", WHO)
def test_what_is_published_is_open_to_everybody(made: World, published: None, who: str) -> None:
    for page, arguments in PUBLISHED.items():
        assert _client(who).get(reverse(page, args=arguments)).status_code == 200, page


@pytest.mark.parametrize("who", WHO)
def test_the_privacy_page_is_there_for_everybody_who_signed_in_and_shows_their_own_house_only(made: World, who: str) -> None:
    answer = _client(who).get(reverse("privacy_settings"))
    if who == "nobody":
        assert (answer.status_code, answer.headers["Location"]) == (SIGN_IN, "/accounts/login/?next=/account/privacy")
        return
    assert answer.status_code == 200
    houses = answer.content.decode().count('<section class="subject" id="o')
    assert houses == (1 if who in ("owner", "other") else 0)
    assert (str(made.site.organization.pk) in answer.content.decode()) is (who == "owner")
    assert answer.headers["Cache-Control"] == "no-store"


DECISIONS = {
    "privacy_use": {"action": "stop_all"},
    "privacy_consent": {"answer": "no"},
    "privacy_photographs": {"days": "30"},
    "privacy_delete": {"what": "camera"},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", DECISIONS)
def test_only_those_who_may_change_a_house_decide_for_it(made: World, who: str, page: str) -> None:
    form = {"who": str(made.site.organization.pk), **DECISIONS[page]}
    assert _client(who).post(reverse(page), form).status_code == (302 if who in ("owner", "nobody") else 404)
    decided = AuditEvent.objects.filter(subject=token_of(made.site.organization.subject_id)).exists()
    assert decided is (who == "owner")


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", ["privacy_use", "privacy_consent", "privacy_delete"])
def test_everybody_decides_for_themselves(made: World, who: str, page: str) -> None:
    form = {"who": "me", **DECISIONS[page]} | ({"what": "access_log"} if page == "privacy_delete" else {})
    assert _client(who).post(reverse(page), form).status_code == 302
    assert AuditEvent.objects.exclude(action="published").exists() is (who != "nobody")


@pytest.mark.parametrize("who", WHO)
def test_cookies_and_ones_own_browser_are_everybodys(made: World, who: str) -> None:
    assert _client(who).get(reverse("cookies")).status_code == 200
    assert _client(who).post(reverse("browser_id"), {"action": "forget"}).status_code == 302


@pytest.mark.parametrize("page", [*DECISIONS, "browser_id"])
def test_a_decision_from_elsewhere_is_refused_and_none_is_made_by_a_link(made: World, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(made.owner)
    assert client.post(reverse(page), {"who": "me", "action": "stop_all", "answer": "no"}).status_code == 403
    assert client.get(reverse(page)).status_code == 405


@pytest.mark.parametrize("who", ["owner", "viewer", "other"])
def test_the_list_shows_ones_own_meters_only(made: World, who: str) -> None:
    shown = "Pressure" in _client(who).get("/").content.decode()
    assert shown is (who != "other")


def test_nobody_is_asked_to_sign_in(made: World) -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/")


def test_nobody_can_sign_up_by_themselves() -> None:
    answer = Client().post("/accounts/signup/", {"email": "new@example.jp", "password1": "a long password"})
    assert b"new@example.jp" not in answer.content
    assert not Client().login(email="new@example.jp", password="a long password")


def test_a_form_from_elsewhere_is_refused(made: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(made.owner)
    assert client.post(reverse("set_up_again", args=[made.register.meter_id])).status_code == 403


def test_a_language_choice_leads_nowhere_else() -> None:
    answer = Client().post("/language", {"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_every_page_forbids_foreign_scripts_and_frames(made: World) -> None:
    answer = _client("owner").get(reverse("meter", args=[made.register.meter_id]))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
