"""Asking for news by mail and declining it: in My Account, by a mailed link, and by one click without a sign-in."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.addresses import proven
from harimi.service.accounts.models import User
from harimi.service.marketing.campaigns import send
from harimi.service.marketing.dispatching import write_some
from harimi.service.notices.advertising import address
from harimi.service.notices.models import Message
from harimi.service.notices.sending import send_one
from harimi.service.pages.consents import digest
from harimi.service.pages.views_news import words_in
from harimi.service.privacy.choices import choices_of
from harimi.service.privacy.models import AuditEvent, Choice
from tests.services.campaigning import campaign, reader
from tests.services.people import client, house, who_is
from tests.services.policies import operator
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sender")]
ASK, SETTINGS = reverse("privacy_news"), reverse("privacy_settings")


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("notices.advertising", "pages.views_news"):
        monkeypatch.setattr(f"harimi.service.{module}.known_operator", operator)


def _browser(user: User | None = None, language: str = "en", *, checks: bool = False) -> Client:
    found = Client(headers={"accept-language": language}, enforce_csrf_checks=checks)
    if user is not None:
        found.force_login(user)
    return found


def _wants(user: User) -> bool:
    return choices_of((user.subject_id,))[user.subject_id].opted_in


def _link(user: User) -> str:
    return "/" + address(user.subject_id).partition("://")[2].partition("/")[2]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_words_that_were_shown_are_the_proof(language: str) -> None:
    user = person("who@example.jp")
    browser = _browser(user, language)
    words = words_in("en" if language == "en" else "ja")
    page = browser.get(SETTINGS).text
    assert words in page
    assert operator().name.into("en" if language == "en" else "ja") in words
    browser.post(ASK, {"shown": re.findall(r'name="shown" value="(\w{64})"', page)[0]})
    row = Choice.objects.get()
    told = (row.kind, row.purpose, row.text_hash, row.language, row.channel, row.by_id)
    assert told == ("opt_in", "marketing", digest(words), language, "my_account", user.subject_id)
    assert AuditEvent.objects.get(action="opt_in").purpose == "marketing"
    assert words not in browser.get(SETTINGS).text


def test_nothing_is_asked_for_by_words_that_nobody_showed() -> None:
    user = person("who@example.jp")
    for shown in ("", "x" * 64, digest("News")):
        assert "once more" in _browser(user).post(ASK, {"shown": shown}, follow=True).text
    assert not _wants(user)


def test_where_nobody_could_send_it_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    user = person("who@example.jp")
    monkeypatch.setattr("harimi.service.notices.advertising.known_operator", lambda: operator(name={"ja": "", "en": ""}))
    browser = _browser(user)
    assert ASK not in browser.get(SETTINGS).text
    browser.post(ASK, {"shown": digest(words_in("en"))})
    assert not _wants(user)


def test_everybody_asks_for_themselves_alone() -> None:
    house()
    client("viewer").post(ASK, {"shown": digest(words_in("en"))})
    assert [who for who in ("owner", "manager", "viewer", "other") if _wants(who_is(who))] == ["viewer"]
    assert client("nobody").post(ASK, {"shown": digest(words_in("en"))}).status_code == 302
    assert Choice.objects.count() == 1


def test_a_form_of_another_site_asks_for_nothing() -> None:
    user = person("who@example.jp")
    assert _browser(user, checks=True).post(ASK, {"shown": digest(words_in("en"))}).status_code == 403
    assert not _wants(user)


# --- where the address is not proven ---


def _asked_unproven() -> tuple[User, str]:
    user = person("who@example.jp")
    EmailAddress.objects.update(verified=False)
    shown = _browser(user).post(ASK, {"shown": digest(words_in("en"))}, follow=True).text
    assert "who@example.jp" in shown
    assert not _wants(user)
    assert send_one()
    found = re.search(r"/news/confirm/\S+", str(mail.outbox[0].body))
    assert found
    return user, found.group()


def test_an_address_that_is_not_proven_is_asked_once_more() -> None:
    user, link = _asked_unproven()
    page = _browser().get(link)
    assert words_in("en") in page.text
    assert not _wants(user)
    assert "You will get news" in _browser().post(link).text
    assert _wants(user)
    assert proven(user.email)
    row = Choice.objects.get()
    assert (row.channel, row.by_id, row.text_hash) == ("mail_link", user.subject_id, digest(words_in("en")))


def test_the_link_is_forgotten_once_it_was_sent() -> None:
    _asked_unproven()
    assert Message.objects.get().body == ""


def test_a_link_that_ended_or_was_made_up_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    user, link = _asked_unproven()
    assert _browser().post(f"{link}x").status_code == 410
    monkeypatch.setattr("harimi.service.marketing.opting._LASTS", timedelta(0))
    assert _browser().post(link).status_code == 410
    assert not _wants(user)


def test_the_link_of_an_earlier_address_confirms_nothing() -> None:
    user, link = _asked_unproven()
    User.objects.filter(pk=user.pk).update(email="new@example.jp")
    assert _browser().post(link).status_code == 410
    assert not _wants(user)


def test_a_link_to_end_news_confirms_none() -> None:
    user = person("who@example.jp")
    token = _link(user).rpartition("/")[2]
    assert _browser().post(reverse("news_confirm", args=[token])).status_code == 410


# --- declining ---


def test_one_click_in_a_mail_program_ends_it_without_cookies_or_a_token() -> None:
    user = reader("who@example.jp")
    program = Client(enforce_csrf_checks=True)
    answer = program.post(_link(user), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not _wants(user)
    row = Choice.objects.order_by("id").last()
    assert row is not None
    assert (row.kind, row.channel, row.by_id) == ("opt_out", "unsubscribe", None)


def test_opening_the_link_ends_nothing() -> None:
    user = reader("who@example.jp")
    page = _browser()
    for method in (page.get, page.head):
        assert method(_link(user)).status_code == 200
    assert _wants(user)
    shown = page.get(_link(user)).text
    assert "End this news" in shown
    assert user.email not in shown


def test_the_page_is_kept_nowhere_and_leaves_no_cookie() -> None:
    user = reader("who@example.jp")
    for page in (_browser().get(_link(user)), Client().post(_link(user))):
        assert page.headers["Cache-Control"] == "no-store"
        assert not page.cookies


def test_a_person_ends_it_by_the_button_and_sees_it_in_their_settings() -> None:
    user = reader("who@example.jp")
    assert "none will be sent" in _browser().post(_link(user)).text
    assert "none will be sent" in _browser().get(_link(user)).text
    assert "you have not asked for it" in _browser(user).get(SETTINGS).text


def test_who_is_suspended_may_end_it_too() -> None:
    user = reader("who@example.jp")
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())
    assert _browser(user).post(_link(user)).status_code == 200
    assert not _wants(user)


def test_ending_it_over_and_over_writes_it_once() -> None:
    user = reader("who@example.jp")
    for _ in range(3):
        assert Client().post(_link(user)).status_code == 200
    assert Choice.objects.filter(kind="opt_out").count() == 1


def test_a_link_that_we_did_not_make_is_none() -> None:
    user, other = reader("who@example.jp"), reader("other@example.jp")
    theirs, mine = _link(user), _link(other).rpartition("/")[2]
    for token in ("x", theirs.rpartition("/")[2][:-1], mine.partition(":")[0] + ":" + theirs.rpartition(":")[2]):
        assert Client().post(reverse("unsubscribe", args=[token])).status_code == 404
    assert _wants(user)
    assert _wants(other)


def test_the_link_of_somebody_who_is_gone_still_answers() -> None:
    user = reader("who@example.jp")
    link = _link(user)
    Choice.objects.all().delete()
    subject = user.subject
    user.delete()
    subject.delete()
    assert Client().post(link).status_code == 200


def test_the_link_in_a_campaign_ends_what_waits() -> None:
    user, staff = reader("who@example.jp"), person("admin@example.jp", staff=True, admin=True)
    first, second = campaign(staff), campaign(staff, sent=False)
    assert write_some()
    assert send_one()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    send(second, actor=staff)
    assert write_some()
    Client().post("/" + link.partition("://")[2].partition("/")[2])
    assert send_one()
    assert len(mail.outbox) == 1
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.sent, second.sent, second.refused) == (1, 0, 1)
    assert not _wants(user)
