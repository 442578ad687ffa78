"""Campaigns in the office: who opens them, how one is written, looked at, sent and stopped, and that nobody is named."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.marketing.dispatching import write_some
from harimi.service.marketing.models import Campaign
from harimi.service.notices.sending import send_one
from harimi.service.privacy import choices
from tests.services.campaigning import ASKED, WORDS, campaign, customer, reader
from tests.services.office import desk, signed_in
from tests.services.people import client, house
from tests.services.policies import operator
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sender")]
LIST, NEW = reverse("office_campaigns"), reverse("office_campaign_new")
TEXTS = {name: words for name, words in WORDS.items() if name != "audience"}


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.notices.advertising.known_operator", operator)


@pytest.fixture
def boss() -> User:
    return person("boss@example.jp", staff=True, admin=True)


def _step(browser: Client, row: Campaign, step: str, **more: str) -> Any:
    return browser.post(reverse("office_campaign_step", args=[row.pk]), {"step": step, **more}, follow=True)


def _page(row: Campaign) -> str:
    return reverse("office_campaign", args=[row.pk])


def test_administrators_alone_open_them(boss: User) -> None:
    house()
    row = campaign(boss, sent=False)
    pages = (LIST, NEW, _page(row), reverse("office_campaign_edit", args=[row.pk]))
    others = desk(*[one for one in StaffRole if one != StaffRole.ADMINISTRATOR])
    for browser in (*(client(who) for who in ("owner", "other", "tenant", "nobody")), others):
        assert {browser.get(page).status_code for page in pages} <= {302, 404}
        assert browser.post(NEW, TEXTS).status_code in (302, 404)
        sent = browser.post(reverse("office_campaign_step", args=[row.pk]), {"step": "delete"})
        assert sent.status_code in (302, 404)
    assert Campaign.objects.get().state == "draft"
    assert {signed_in(boss).get(page).status_code for page in pages} == {200}


def test_a_draft_is_written_looked_at_and_sent(boss: User) -> None:
    user = reader("reader@example.jp")
    customer(user)
    reader("elsewhere@example.jp")
    browser = signed_in(boss)
    told = {**TEXTS, "kind": ["company"], "plan": ["small"], "meters_least": "2", "since_first": "2020-01-01"}
    shown = browser.post(NEW, told, follow=True)
    row = Campaign.objects.get()
    assert row.audience == "kind = company\nplan = small\nmeters >= 2\nsince >= 2020-01-01"
    assert "At present: 1 person" in shown.text
    assert operator().address.en in shown.text
    assert "/unsubscribe/…" in shown.text
    assert user.email not in shown.text
    assert "It is being sent" in _step(browser, row, "send", sure="yes", written=row.made_at.isoformat()).text
    while write_some() or send_one():
        pass
    assert [one.to for one in mail.outbox] == [[user.email]]
    after = browser.get(_page(row)).text
    assert "<dt>Sent</dt><dd>1</dd>" in after
    assert user.email not in after
    assert "Written to everybody" in browser.get(LIST).text


def test_the_form_of_a_draft_holds_what_was_saved(boss: User) -> None:
    browser = signed_in(boss)
    customer(person("owner@example.jp"))
    conditions = "kind = company, public\nrole = owner\nplan = small\nmeters >= 2\nmeters <= 9\nsince <= 2026-01-01"
    row = campaign(boss, sent=False, audience=conditions)
    page = browser.get(reverse("office_campaign_edit", args=[row.pk])).text
    ticked = re.findall(r'name="(\w+)" value="(\w+)"[^>]*checked', page)
    assert ticked == [("kind", "company"), ("kind", "public"), ("role", "owner"), ("plan", "small")]
    filled = re.findall(r'name="(\w+)" value="([\d-]+)"', page)
    assert filled == [("meters_least", "2"), ("meters_most", "9"), ("since_last", "2026-01-01")]
    assert "Company, Public body" in browser.get(_page(row)).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body_en": ""}, "required"),
        ({"body_en": "<b>New</b>"}, "HTML cannot be used"),
        ({"body_ja": "https://example.jp/?id=1"}, "could follow people"),
        ({"kind": "castle"}, "castle"),
        ({"meters_least": "x"}, "whole number"),
    ],
)
def test_what_cannot_be_sent_is_not_kept(boss: User, changed: dict[str, str], said: str) -> None:
    answer = signed_in(boss).post(NEW, {**TEXTS, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("more", [{}, {"sure": "yes"}, {"sure": "yes", "written": "2026-01-01T00:00:00+00:00"}])
def test_only_what_was_looked_at_and_confirmed_is_sent(boss: User, more: dict[str, str]) -> None:
    row = campaign(boss, sent=False)
    _step(signed_in(boss), row, "send", **more)
    row.refresh_from_db()
    assert row.state == "draft"


def test_staff_try_a_mail_on_themselves(boss: User) -> None:
    row, browser = campaign(boss, sent=False), signed_in(boss)
    assert "You have not asked for news yourself" in _step(browser, row, "try").text
    choices.opt(boss.subject_id, ASKED, "marketing", wanted=True)
    assert "on its way to you" in _step(browser, row, "try").text
    assert send_one()
    assert mail.outbox[0].to == [boss.email]


def test_a_campaign_is_stopped_and_a_draft_deleted(boss: User) -> None:
    reader("reader@example.jp")
    browser, row, draft = signed_in(boss), campaign(boss), campaign(boss, sent=False)
    assert write_some()
    assert "It is stopped" in _step(browser, row, "stop").text
    assert send_one()
    assert mail.outbox == []
    assert "<dt>Stopped</dt><dd>1</dd>" in browser.get(_page(row)).text
    assert "cannot be done" in _step(browser, row, "stop").text
    assert "cannot be done" in _step(browser, row, "delete").text
    assert "is deleted" in _step(browser, draft, "delete").text
    assert browser.get(_page(draft)).status_code == 404
    assert browser.get(reverse("office_campaign_edit", args=[row.pk])).status_code == 404


def test_a_finished_campaign_offers_no_stop_once_nothing_waits(boss: User) -> None:
    reader("reader@example.jp")
    browser, row = signed_in(boss), campaign(boss)
    assert write_some()
    row.refresh_from_db()
    assert 'value="stop"' in browser.get(_page(row)).text
    while write_some() or send_one():
        pass
    assert 'value="stop"' not in browser.get(_page(row)).text


def test_a_step_that_there_is_not_and_one_by_get_do_nothing(boss: User) -> None:
    row, browser = campaign(boss, sent=False), signed_in(boss)
    step = reverse("office_campaign_step", args=[row.pk])
    assert browser.post(step, {"step": "open"}).status_code == 404
    assert browser.get(step).status_code == 405


def test_without_a_sender_the_pages_say_what_to_do(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row, browser = campaign(boss, sent=False), signed_in(boss)
    monkeypatch.setattr("harimi.service.notices.advertising.known_operator", lambda: operator(name={"ja": "", "en": ""}))
    for page in (LIST, _page(row)):
        assert "Nothing can be sent: operator.toml" in browser.get(page).text
    assert "Nothing can be sent" in _step(browser, row, "send", sure="yes", written=row.made_at.isoformat()).text


def test_conditions_of_an_earlier_policy_are_shown_as_they_were_written(boss: User) -> None:
    row = campaign(boss, sent=False)
    Campaign.objects.update(audience="usage > 300")
    assert "usage &gt; 300" in signed_in(boss).get(_page(row)).text
