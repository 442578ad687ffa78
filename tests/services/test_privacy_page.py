"""The privacy page of My Account: everything that is held stands there once, and what is decided there holds at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.services import AccountError, create_user
from harimi.service.devices.models import DeviceLog, DeviceReport
from harimi.service.pages.consents import digest, words_of
from harimi.service.privacy import choices
from harimi.service.privacy.choices import Asked, choices_of
from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.looks import Look, looking
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Acceptance, AccessDevice, AccessLog, AnonymousId, AuditEvent, Choice
from harimi.service.privacy.publication import in_force, terms_in_force
from harimi.service.privacy.wishes import PublicationError
from harimi.service.rights.kept import kept_about_organization, kept_about_person
from tests.services.world import World, home, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
PAGE = "/account/privacy"
ASKED = Asked("May we?", "ja", "my_account")
OPTIONAL = {"statistics", "marketing"}


@pytest.fixture
def made() -> World:
    made = world("energy", since=START)
    work()
    return made


def _client(user: User, language: str = "en", agent: str = "A browser/1") -> Client:
    client = Client(headers={"accept-language": language, "user-agent": agent})
    client.force_login(user)
    return client


def _blocks(client: Client) -> list[str]:
    """The page, one part for each subject: the person first, then each organization."""
    return client.get(PAGE).content.decode().split('<section class="subject"')[1:]


def _states(block: str) -> dict[str, str]:
    """The items on a part of the page with their state; fails where one stands there twice."""
    rows = re.findall(r'<li data-item="(\w+)">.*?<span class="state (\w+)">', block, re.DOTALL)
    assert len(rows) == len(dict(rows))
    return dict(rows)


def _said(client: Client, address: str, **form: str) -> str:
    """What the page says after a form was sent."""
    answer = client.post(address, form, follow=True)
    assert answer.status_code == 200
    return " ".join(str(one) for one in answer.context["messages"])


@pytest.mark.clause("PP-3-2a")
def test_every_item_that_is_held_stands_there_exactly_once(made: World) -> None:
    choices.consent("access_device", ASKED, subject=made.owner.subject_id)
    client = _client(made.owner)
    client.get("/")
    me, house = _blocks(client)
    assert set(_states(me)) == {one.name for one in kept_about_person(made.owner)}
    assert set(_states(me)) == {"mail", "contract_data", "access_device", "access_log", "cookie"}
    assert set(_states(house)) == {one.name for one in kept_about_organization(made.site.organization.subject_id)}
    for name, state in {**_states(me), **_states(house)}.items():
        assert state == ("premise" if current().items[name].premise else "in_use"), name


@pytest.mark.clause("PP-3-2a")
def test_an_item_stays_on_the_page_while_it_is_stopped_even_with_nothing_of_it_left(made: World) -> None:
    choices.stop(made.owner.subject_id, ASKED, item="address")
    assert _states(_blocks(_client(made.owner))[0])["address"] == "stopped"


@pytest.mark.clause("PP-3-2b")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_all_that_can_be_stopped_is_stopped_at_once_and_the_rest_explains_itself(made: World, language: str) -> None:
    client, subject = _client(made.owner, language), made.owner.subject_id
    said = _said(client, reverse("privacy_use"), who="me", action="stop_all")
    free = {name for name, item in current().items.items() if item.collectable and not item.premise}
    assert choices_of((subject,))[subject].stopped == free
    assert choices_of((subject,))[subject].stopped_purposes == OPTIONAL
    stay = [item.ja if language == "ja" else item.en for item in current().items.values() if item.premise]
    assert all(label in said for label in stay)
    me = _blocks(client)[0]
    assert ("退会" if language == "ja" else "when you leave the service") in me
    assert f'href="{reverse("leave")}"' in me
    assert client.get(reverse("document", args=["terms"])).content.decode().count('id="c§10"') == 1


@pytest.mark.clause("PP-3-2b")
def test_a_house_is_stopped_apart_from_its_people(made: World) -> None:
    house = made.site.organization
    _said(_client(made.owner), reverse("privacy_use"), who=str(house.pk), action="stop_all")
    assert choices_of((house.subject_id,))[house.subject_id].stopped_purposes == OPTIONAL
    assert choices_of((made.owner.subject_id,))[made.owner.subject_id] == choices.Chosen()


def test_one_item_is_stopped_and_resumed_at_the_next_use(made: World) -> None:
    client, use = _client(made.owner), Use("protection", ("access_log",), made.owner.subject_id)
    assert "stopped" in _said(client, reverse("privacy_use"), who="me", item="access_log", action="stop")
    assert decide(use).why == "item_stopped"
    assert _states(_blocks(client)[0])["access_log"] == "stopped"
    assert "resumed" in _said(client, reverse("privacy_use"), who="me", item="access_log", action="resume")
    assert decide(use).allowed


@pytest.mark.clause("PP-3-2f")
def test_what_the_service_needs_is_not_stopped_and_the_wish_is_on_record(made: World) -> None:
    said = _said(_client(made.owner), reverse("privacy_use"), who="me", item="mail", action="stop")
    assert "when you leave" in said
    assert not choices_of((made.owner.subject_id,))[made.owner.subject_id].stopped
    assert AuditEvent.objects.filter(action="stop_asked", outcome="premise").count() == 1


@pytest.mark.parametrize("purpose", sorted(OPTIONAL))
def test_an_optional_purpose_is_stopped_and_resumed(made: World, purpose: str) -> None:
    client, subject = _client(made.owner), made.owner.subject_id
    _said(client, reverse("privacy_use"), who="me", purpose=purpose, action="stop")
    assert choices_of((subject,))[subject].stopped_purposes == {purpose}
    _said(client, reverse("privacy_use"), who="me", purpose=purpose, action="resume")
    assert not choices_of((subject,))[subject].stopped_purposes


@pytest.mark.parametrize(
    "form",
    [
        {"who": "me", "item": "shoe_size", "action": "stop"},
        {"who": "me", "purpose": "provision", "action": "stop"},
        {"who": "me", "item": "cookie", "purpose": "statistics", "action": "stop"},
        {"who": "me", "action": "stop"},
        {"who": "me", "action": "erase"},
        {"who": "nobody", "action": "stop_all"},
    ],
)
def test_a_form_that_nobody_was_shown_decides_nothing(made: World, form: dict[str, str]) -> None:
    assert _client(made.owner).post(reverse("privacy_use"), form).status_code == 404
    assert not Choice.objects.exists()


def test_a_viewer_sees_and_decides_only_about_themselves(made: World) -> None:
    viewer = member(made.site.organization, "viewer@example.jp")
    assert len(_blocks(_client(viewer))) == 1
    for name in ("privacy_use", "privacy_consent", "privacy_photographs", "privacy_delete"):
        form = {"who": str(made.site.organization.pk), "action": "stop_all", "answer": "yes", "days": "30", "what": "camera"}
        assert _client(viewer).post(reverse(name), form).status_code == 404
    assert not Choice.objects.exists()


@pytest.mark.clause("PP-3-1e")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_consent_keeps_the_words_that_were_shown_and_is_withdrawn_with_one_click(made: World, language: str) -> None:
    client, subject = _client(made.owner, language), made.owner.subject_id
    page = client.get(PAGE)
    words = words_of("access_device", "ja" if language == "ja" else "en")
    assert words in page.content.decode()
    assert "checked" not in page.content.decode()
    _said(client, reverse("privacy_consent"), who="me", shown=digest(words), answer="yes")
    given = Choice.objects.get()
    assert (given.kind, given.item, given.text_hash, given.language) == ("consent", "access_device", digest(words), language)
    assert AccessDevice.objects.filter(subject=subject).exists()
    _said(client, reverse("privacy_consent"), who="me", shown=digest(words), answer="no")
    assert not choices_of((subject,))[subject].consented


def test_a_consent_to_other_words_than_those_of_today_is_asked_for_again(made: World) -> None:
    said = _said(_client(made.owner), reverse("privacy_consent"), who="me", shown=digest("Let us know it all"), answer="yes")
    assert "read them again" in said
    assert not Choice.objects.exists()


def test_the_consent_of_a_house_is_its_own(made: World) -> None:
    house = made.site.organization
    words = words_of("camera_device", "en")
    _said(_client(made.owner), reverse("privacy_consent"), who=str(house.pk), shown=digest(words), answer="yes")
    assert choices_of((house.subject_id,))[house.subject_id].consented == {"camera_device"}
    assert not choices_of((made.owner.subject_id,))[made.owner.subject_id].consented


def test_the_question_stands_on_pages_of_my_account_until_it_is_answered(made: World) -> None:
    client, words = _client(made.owner), words_of("access_device", "en")
    pages = ("/", reverse("meter", args=[made.register.meter_id]), reverse("new_meter"))
    assert all('class="ask"' in client.get(page).content.decode() for page in pages)
    for page in ("/privacy", "/terms", "/privacy/cookies", PAGE):
        assert 'class="ask"' not in client.get(page).content.decode()
    bar = client.get("/").content.decode().partition('class="ask"')[2].partition("</section>")[0]
    assert re.findall(r'<button class="(\w+)" name="answer" value="(\w+)"', bar) == [("quiet", "yes"), ("quiet", "no")]
    answer = client.post(reverse("privacy_consent"), {"who": "me", "shown": digest(words), "answer": "no", "next": "/"})
    assert answer.headers["Location"] == "/"
    assert Choice.objects.get().kind == "withdrawal"
    assert all('class="ask"' not in client.get(page).content.decode() for page in pages)


def test_the_question_is_not_asked_where_the_operator_collects_nothing(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"collectors": ""}))
    assert 'class="ask"' not in _client(made.owner).get("/").content.decode()


def test_an_answer_leads_nowhere_else(made: World) -> None:
    form = {"who": "me", "shown": "", "answer": "no", "next": "https://evil.example/"}
    assert _client(made.owner).post(reverse("privacy_consent"), form).headers["Location"] == PAGE


def test_what_was_collected_is_shown_and_deleted_on_demand(made: World) -> None:
    choices.consent("access_device", ASKED, subject=made.owner.subject_id)
    client = _client(made.owner, agent="Seldom/4")
    client.get("/")
    DeviceReport.objects.create(device=made.device, model="HC-1", battery_percent=81)
    DeviceLog.objects.create(device=made.device, at=timezone.now(), level="error", event="lamp_failed", code=7)
    me, house = _blocks(client)
    assert "Seldom/4" in me
    assert all(word in house for word in ("HC-1", "81 %", "Lamp failed (7)"))
    _said(client, reverse("privacy_delete"), who="me", what="access_device")
    _said(client, reverse("privacy_delete"), who=str(made.site.organization.pk), what="camera")
    assert (DeviceReport.objects.count(), DeviceLog.objects.count()) == (0, 0)
    choices.stop(made.owner.subject_id, ASKED, item="access_log")
    _said(client, reverse("privacy_delete"), who="me", what="access_log")
    assert not AccessLog.objects.exists()
    assert client.post(reverse("privacy_delete"), {"who": "me", "what": "camera"}).status_code == 404
    assert client.post(reverse("privacy_delete"), {"who": "me", "what": "mail"}).status_code == 404


def test_who_looked_is_told_in_words(made: World) -> None:
    staff = person("staff@example.jp", staff=True)
    house = Organization.objects.get()
    with looking(Look(staff.subject_id, "inquiries", ("name", "place"), ""), [house]):
        pass
    me, shown = _blocks(_client(made.owner))
    told = ("Staff of the operator", "Answering inquiries", "Name, Where a device is installed", "<td>2-2(2)</td>")
    assert all(word in shown for word in told)
    assert "Nobody has looked." in me


@pytest.mark.parametrize(("days", "kept"), [("30", 30), ("730", 730), ("", None)])
def test_an_owner_says_how_long_photographs_are_kept(made: World, days: str, kept: int | None) -> None:
    house = str(made.site.organization.pk)
    _said(_client(made.owner), reverse("privacy_photographs"), who=house, days=days)
    assert Organization.objects.get().photographs_kept_days == kept
    manager = _client(member(made.site.organization, "manager@example.jp", "manager"))
    assert "Only an owner" in _blocks(manager)[1]
    assert manager.post(reverse("privacy_photographs"), {"who": house, "days": "90"}).status_code == 404
    assert _client(made.owner).post(reverse("privacy_photographs"), {"who": house, "days": "1"}).status_code == 404
    assert Organization.objects.get().photographs_kept_days == kept


@pytest.mark.clause("PP-0-2")
def test_an_account_is_made_under_the_policy_and_terms_in_force(published: None) -> None:
    before = timezone.now()
    user = create_user("new@example.jp", "a long password", language="en")
    row = Acceptance.objects.get(subject=user.subject)
    assert (row.policy, row.terms, row.language) == (in_force().number, terms_in_force().number, "en")
    assert before <= row.at <= before + timedelta(minutes=1)
    page = _client(user).get(PAGE).content.decode()
    assert reverse("document_version", args=["privacy", row.policy]) in page
    assert reverse("document_version", args=["terms", row.terms]) in page


@pytest.mark.clause("PP-0-2")
def test_without_a_published_policy_nobody_gets_an_account() -> None:
    with pytest.raises(AccountError, match="no policy and terms of use are published yet"):
        create_user("new@example.jp", "a long password")
    with pytest.raises(PublicationError):
        User.objects.create_user("new@example.jp", "a long password")
    assert not User.objects.exists()


def test_a_browser_forgets_its_id_and_gets_no_other(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _collect_cookies(monkeypatch)
    client = Client(headers={"accept-language": "en"})
    client.get("/privacy/cookies")
    kept = client.cookies["harimi_anonymous"].value
    assert kept in client.get("/privacy/cookies").content.decode()
    assert AccessLog.objects.filter(anonymous_id=kept).exists()
    client.post(reverse("browser_id"), {"action": "forget"})
    client.get("/privacy")
    assert "given no ID" in client.get("/privacy/cookies").content.decode()
    assert (AnonymousId.objects.count(), AccessLog.objects.count()) == (0, 0)
    client.post(reverse("browser_id"), {"action": "allow"})
    client.get("/privacy")
    assert AnonymousId.objects.count() == 1
    assert client.post(reverse("browser_id"), {"action": "sell"}).status_code == 404


def test_who_stops_cookies_gets_no_id_when_they_are_signed_out(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _collect_cookies(monkeypatch)
    user = person("who@example.jp")
    home(user)
    client = _client(user)
    client.post(reverse("privacy_use"), {"who": "me", "item": "cookie", "action": "stop"})
    client.post("/accounts/logout/")
    client.get("/privacy")
    assert not AnonymousId.objects.exists()


def _collect_cookies(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = settings.HARIMI.model_copy(update={"collectors": "access_log,cookie"})
    monkeypatch.setattr(settings, "HARIMI", changed)
