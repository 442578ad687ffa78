"""The pages of notices: what each person was told, and how staff write, look at, publish and follow a notice."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from harimi.service.accounts.addresses import proven
from harimi.service.accounts.models import Organization, User
from harimi.service.notices.models import Delivery, Mailbox, Notice
from harimi.service.notices.publishing import publish, save_draft
from harimi.service.privacy import audit
from tests.services.people import WHO, client, house, who_is
from tests.services.test_notices import TOLD, _change_the_policy
from tests.services.world import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
STAFF = {"staff", "admin"}


@pytest.fixture
def made() -> Organization:
    return house()


@pytest.fixture
def draft(made: Organization) -> Notice:
    return save_draft(None, TOLD, (), actor=who_is("staff"))


@pytest.fixture
def told(draft: Notice) -> Notice:
    publish(draft, actor=who_is("staff"))
    work()
    return draft


def _get(who: str, name: str, *arguments: object, language: str = "en") -> Any:
    return client(who, language).get(reverse(name, args=arguments))


def _sure(draft: Notice, **form: str) -> dict[str, str]:
    return {"sure": "yes", "written": draft.made_at.isoformat(), **form}


def test_it_is_unread_until_it_was_opened(told: Notice) -> None:
    listed = _get("owner", "notices").content.decode()
    assert listed.count("Unread") >= 2
    assert 'class="badge"' in listed
    page = _get("owner", "notice", told.pk).content.decode()
    assert "The service was away" in page
    assert 'class="badge"' not in page
    assert "Unread" not in _get("owner", "notices").content.decode()
    assert Delivery.objects.exclude(read_at=None).count() == 1


def test_every_page_of_staff_counts_their_own_too(told: Notice) -> None:
    for name in ("office", "office_notices", "office_leavings"):
        assert 'class="badge"' in _get("staff", name).content.decode(), name


def test_a_look_ahead_opens_nothing(told: Notice) -> None:
    assert client("owner").head(reverse("notice", args=[told.pk])).status_code == 200
    assert not Delivery.objects.exclude(read_at=None).exists()


def test_it_speaks_the_language_of_the_page(told: Notice) -> None:
    assert "障害のお知らせ" in _get("owner", "notice", told.pk, language="ja").content.decode()


def test_what_staff_type_is_text_and_no_markup(made: Organization) -> None:
    typed = {**TOLD, "body_en": "<script>alert(1)</script> see https://x.example/a"}
    publish(save_draft(None, typed, (), actor=who_is("staff")), actor=who_is("staff"))
    work()
    page = _get("owner", "notice", Notice.objects.get().pk).content.decode()
    assert "&lt;script&gt;" in page
    assert 'href="https://x.example/a"' in page


@pytest.mark.parametrize("who", WHO)
def test_only_whom_it_went_to_opens_it(made: Organization, who: str) -> None:
    notice = save_draft(None, {**TOLD, "audience": "chosen"}, [made], actor=who_is("staff"))
    publish(notice, actor=who_is("staff"))
    work()
    members = {"owner", "manager", "viewer", "tenant"}
    wanted = 200 if who in members else 302 if who == "nobody" else 404
    assert _get(who, "notice", notice.pk).status_code == wanted
    assert _get(who, "notice", uuid4()).status_code == (302 if who == "nobody" else 404)


@pytest.mark.clause("PP-2-2(4)")
def test_new_rules_stand_on_the_first_page_until_they_were_opened(made: Organization) -> None:
    _change_the_policy()
    work()
    notice = Notice.objects.get()
    for who in ("owner", "tenant"):
        assert "changed privacy policy" in client(who).get("/", follow=True).content.decode(), who
    page = _get("owner", "notice", notice.pk).content.decode()
    assert "/privacy/changes/1/2" in page
    assert "1 April 2099" in page
    assert "changed privacy policy" not in client("owner").get("/", follow=True).content.decode()


def test_an_outage_is_no_banner(told: Notice) -> None:
    assert "changed privacy policy" not in client("owner").get("/", follow=True).content.decode()


def test_somebody_whose_mail_comes_back_sees_it_and_nobody_else_does(made: Organization) -> None:
    Mailbox.objects.create(user=who_is("owner"), address="owner@example.jp", permanent=True, status="550")
    Mailbox.objects.create(user=who_is("manager"), address="manager@example.jp", permanent=False, status="450")
    for name in ("security", "notices", "privacy_settings"):
        assert "Mail to owner@example.jp comes back" in _get("owner", name).content.decode(), name
        assert "comes back" not in _get("manager", name).content.decode().replace("That mail comes back", ""), name


def test_staff_see_whose_mail_comes_back_and_the_look_is_recorded(made: Organization) -> None:
    Mailbox.objects.create(user=who_is("owner"), address="owner@example.jp", permanent=True, status="5.1.1")
    page = _get("staff", "office_bounces").content.decode()
    assert "owner@example.jp" in page
    assert "5.1.1" in page
    look = audit.about(who_is("owner").subject_id).get(action="looked")
    assert (look.purpose, look.items) == ("guidance", ["mail"])


@pytest.mark.parametrize("who", WHO)
def test_only_staff_write_and_publish(draft: Notice, who: str) -> None:
    refused = 302 if who == "nobody" else 404
    for page in ("office_notice", "office_notice_publish"):
        assert _get(who, page, draft.pk).status_code == (200 if who in STAFF else refused), page
    sent = {
        "office_notice": {**TOLD, "title_en": "Other"},
        "office_notice_publish": _sure(draft),
        "office_notice_delete": {},
    }
    for name, form in sent.items():
        answer = client(who).post(reverse(name, args=[draft.pk]), form)
        assert answer.status_code == (302 if who in STAFF or who == "nobody" else 404), name
        if who not in STAFF:
            assert Notice.objects.get().published_at is None
            assert Notice.objects.get().title_en == "Outage"


def test_a_draft_is_written_looked_at_and_published_to_as_many_as_it_says(made: Organization) -> None:
    browser = client("staff")
    answer = browser.post(reverse("office_notice_new"), TOLD)
    draft = Notice.objects.get()
    assert answer.headers["Location"] == reverse("office_notice_publish", args=[draft.pk])
    page = browser.get(answer.headers["Location"]).content.decode()
    for words in ("障害のお知らせ", "The service was away", "You find this notice in My Account too", "It goes to 7 people"):
        assert words in page
    browser.post(reverse("office_notice_publish", args=[draft.pk]), _sure(draft))
    work()
    assert Delivery.objects.count() == 7
    _get("owner", "notice", draft.pk)
    after = browser.get(reverse("office_notice", args=[draft.pk])).content.decode()
    assert "<dt>Opened</dt><dd>1</dd></div><div><dt>Sent</dt><dd>7</dd>" in after
    listed = browser.get(reverse("office_notices")).content.decode()
    assert '<td class="number">7</td><td class="number">7</td><td class="number">0</td>' in listed


def test_it_is_published_only_when_somebody_is_sure_of_what_they_see(draft: Notice) -> None:
    address, browser = reverse("office_notice_publish", args=[draft.pk]), client("staff")
    assert "Tick the box" in browser.post(address, _sure(draft, sure=""), follow=True).content.decode()
    save_draft(Notice.objects.get(), {**TOLD, "title_en": "Other"}, (), actor=who_is("admin"))
    assert "Please look again" in browser.post(address, _sure(draft), follow=True).content.decode()
    assert Notice.objects.get().published_at is None


def test_nothing_is_published_from_the_page_on_which_it_is_edited(draft: Notice) -> None:
    """Whoever has typed and not saved would publish what stood there before."""
    edit = _get("staff", "office_notice", draft.pk).content.decode()
    assert reverse("office_notice_publish", args=[draft.pk]) not in edit
    saved = client("staff").post(reverse("office_notice", args=[draft.pk]), {**TOLD, "title_en": "Newly typed"}, follow=True)
    page = saved.content.decode()
    assert page.count("Newly typed") >= 2
    assert 'name="title_en"' not in page
    assert Notice.objects.get().made_at.isoformat() in page
    assert Notice.objects.get().published_at is None


def test_what_is_published_already_is_not_asked_about_again(told: Notice) -> None:
    answer = _get("staff", "office_notice_publish", told.pk)
    assert answer.headers["Location"] == reverse("office_notice", args=[told.pk])


def test_both_languages_have_to_be_typed(made: Organization) -> None:
    answer = client("staff").post(reverse("office_notice_new"), {**TOLD, "body_en": " "})
    assert answer.status_code == 422
    assert not Notice.objects.exists()


def test_chosen_organizations_are_kept_with_the_draft(made: Organization) -> None:
    browser, form = client("staff"), {**TOLD, "audience": "chosen"}
    assert browser.post(reverse("office_notice_new"), form).status_code == 422
    browser.post(reverse("office_notice_new"), {**form, "of": [f"organization:{made.pk}"]})
    draft = Notice.objects.get()
    assert list(draft.organizations.all()) == [made]
    page = browser.get(reverse("office_notice", args=[draft.pk])).content.decode()
    assert f'value="organization:{made.pk}" checked' in page
    assert "It goes to 4 people" in _get("staff", "office_notice_publish", draft.pk).content.decode()


def _looked_at(organization: Organization) -> list[str]:
    return [one.purpose for one in audit.about(organization.subject_id).filter(action="looked")]


def test_a_notice_is_written_without_a_look_at_any_customer(made: Organization, draft: Notice) -> None:
    for answer in (_get("staff", "office_notice_new"), _get("staff", "office_notice", draft.pk)):
        assert "Elsewhere" not in answer.content.decode()
        assert f"organization:{made.pk}" not in answer.content.decode()
    assert not _looked_at(made)


@pytest.mark.parametrize("by", ["name", "number"])
def test_an_organization_is_added_by_its_whole_name_or_number_and_removed(made: Organization, by: str) -> None:
    browser, form = client("staff"), {**TOLD, "title_en": "Typed so far", "audience": "chosen"}
    address = reverse("office_notice_new")
    typed = made.name if by == "name" else str(made.pk)
    page = browser.post(address, {**form, "step": "add", "add": typed}).content.decode()
    assert f'value="organization:{made.pk}" checked' in page
    assert "Typed so far" in page
    assert not Notice.objects.exists()
    assert _looked_at(made) == ["guidance"]
    browser.post(address, {**form, "add": typed})
    draft = Notice.objects.get()
    assert list(draft.organizations.all()) == [made]
    assert browser.post(reverse("office_notice", args=[draft.pk]), form).status_code == 422
    browser.post(reverse("office_notice", args=[draft.pk]), {**form, "audience": "everyone"})
    assert not draft.organizations.exists()


def test_nobody_is_found_by_a_part_of_their_name_and_what_was_typed_stays(made: Organization) -> None:
    browser, form = client("staff"), {**TOLD, "audience": "chosen", "add": made.name[:-1], "of": f"organization:{made.pk}"}
    for step in ({}, {"step": "add"}):
        answer = browser.post(reverse("office_notice_new"), {**form, **step})
        assert answer.status_code == 422
        assert "No customer is called so" in answer.content.decode()
        assert f'value="organization:{made.pk}" checked' in answer.content.decode()
    assert not Notice.objects.exists()


def test_a_notice_that_sounds_like_selling_is_said_to(made: Organization) -> None:
    draft = save_draft(None, {**TOLD, "body_ja": "秋のキャンペーン"}, (), actor=who_is("staff"))
    assert (
        "キャンペーン"
        in _get("staff", "office_notice_publish", draft.pk).content.decode().partition("sound like advertising")[2]
    )


def test_a_published_notice_is_neither_edited_nor_deleted(told: Notice) -> None:
    browser = client("staff")
    assert "<form method=" not in browser.get(reverse("office_notice", args=[told.pk])).content.decode().partition("<main")[2]
    browser.post(reverse("office_notice", args=[told.pk]), {**TOLD, "title_en": "Other"})
    browser.post(reverse("office_notice_delete", args=[told.pk]))
    assert Notice.objects.get().title_en == "Outage"


def test_a_draft_that_nobody_needs_is_deleted(draft: Notice) -> None:
    client("staff").post(reverse("office_notice_delete", args=[draft.pk]))
    assert not Notice.objects.exists()


def test_a_new_address_is_proven_by_its_mail_and_ends_the_banner(made: Organization) -> None:
    Mailbox.objects.create(user=who_is("owner"), address="owner@example.jp", permanent=True, status="550")
    browser, address = client("owner"), reverse("account_email")
    assert f'href="{address}"' in browser.get(reverse("security")).content.decode()
    browser.post(address, {"action_add": "", "email": "new@example.jp"})
    [letter] = [one for one in mail.outbox if one.to == ["new@example.jp"]]
    link = next(word for word in letter.body.split() if "/confirm-email/" in word)
    browser.post("/accounts" + link.partition("/accounts")[2])
    browser.post(address, {"action_primary": "", "email": "new@example.jp"})
    user = User.objects.get(email="new@example.jp")
    assert proven(user.email)
    assert "comes back" not in browser.get(reverse("security")).content.decode()
