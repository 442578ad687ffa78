"""What is the person's own or the organization's by the API: notices, inquiries, exports, requests, invoices."""

from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.models import Activity
from harimi.service.notices.models import Notice
from harimi.service.notices.publishing import publish, save_draft
from harimi.service.rights.models import Export
from harimi.service.support.answering import answer
from harimi.service.support.models import Case
from tests.services.api_calls import calling, token_for
from tests.services.people import house, who_is
from tests.services.world import home, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clients() -> dict[str, Client]:
    """Programs of an owner, of a manager and of another customer."""
    organization = house()
    other = who_is("other")
    found = {who: calling(token_for(organization, who_is(who))) for who in ("owner", "manager")}
    return found | {"other": calling(token_for(other.memberships.get().organization, other))}


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def test_a_notice_is_read_once_a_person_says_so(clients: dict[str, Client]) -> None:
    typed = {"kind": "service", "title_ja": "お知らせ", "title_en": "News", "body_ja": "本文", "body_en": "Text"}
    draft = save_draft(None, typed | {"audience": Notice.Audience.EVERYONE}, (), actor=who_is("staff"))
    publish(draft, actor=who_is("staff"))
    work()
    owner = clients["owner"]
    [line] = owner.get("/api/v1/notices", headers={"accept-language": "en"}).json()["data"]
    assert (line["title"], line["read_at"]) == ("News", None)
    path = f"/api/v1/notices/{line['id']}"
    assert owner.get(path, headers={"accept-language": "ja"}).json()["body"] == "本文"
    assert owner.get(path).json()["read_at"] is None
    assert owner.post(f"{path}/read").json()["read_at"] is not None
    assert clients["manager"].get(path).json()["read_at"] is None


def test_an_inquiry_is_asked_answered_and_replied_to_by_its_own_person_alone(clients: dict[str, Client]) -> None:
    asked = post(clients["owner"], "/inquiries", kind="question", body="Is it so?\nReally?").json()
    case = Case.objects.get()
    answer(case, "It is.", actor=who_is("staff"), asks_back=False)
    told = clients["owner"].get(f"/api/v1/inquiries/{asked['id']}").json()
    assert [(one["side"], one["body"]) for one in told["messages"]] == [("customer", "Is it so?\nReally?"), ("staff", "It is.")]
    assert told["state"] == "answered"
    again = post(clients["owner"], f"/inquiries/{asked['id']}/messages", body="Thank you").json()
    assert (again["state"], len(again["messages"])) == ("open", 3)
    for who in ("manager", "other"):
        assert clients[who].get("/api/v1/inquiries").json()["data"] == []
        assert clients[who].get(f"/api/v1/inquiries/{asked['id']}").status_code == 404
        assert post(clients[who], f"/inquiries/{asked['id']}/messages", body="Me, too").status_code == 404
    assert post(clients["owner"], "/inquiries", kind="question", body=" \n ").json()["code"] == "empty"


def test_an_export_is_asked_for_by_the_owner_and_followed(clients: dict[str, Client]) -> None:
    assert clients["owner"].get("/api/v1/export").status_code == 404
    assert post(clients["manager"], "/export").json()["code"] == "not_allowed"
    asked = post(clients["owner"], "/export")
    assert (asked.status_code, asked.json()["done_at"]) == (201, None)
    work()
    assert clients["owner"].get("/api/v1/export").json()["done_at"] is not None
    assert Export.objects.get().subject_id == who_is("owner").memberships.get().organization.subject_id


def test_members_change_under_the_same_rules_as_on_the_page(clients: dict[str, Client]) -> None:
    owner = clients["owner"]
    listed = {one["email"]: one for one in owner.get("/api/v1/members").json()["data"]}
    assert set(listed) == {f"{who}@example.jp" for who in ("owner", "manager", "viewer", "tenant")}
    mine, theirs = listed["owner@example.jp"]["id"], listed["viewer@example.jp"]["id"]
    last = owner.patch(f"/api/v1/members/{mine}", {"role": "viewer"}, content_type="application/json")
    assert (last.status_code, last.json()["code"]) == (422, "last_owner")
    made = owner.patch(f"/api/v1/members/{theirs}", {"role": "manager"}, content_type="application/json")
    assert made.json()["role"] == "manager"
    invited = post(owner, "/invitations", email="new@example.jp", role="viewer")
    assert invited.status_code == 201
    assert "token" not in invited.json()
    assert post(owner, "/invitations", email="owner@example.jp", role="viewer").json()["code"] == "member"
    manager = listed["manager@example.jp"]["id"]
    assert owner.delete(f"/api/v1/members/{manager}").status_code == 204
    assert clients["manager"].get("/api/v1/token").status_code == 401


def test_what_was_demanded_is_the_organizations_alone(clients: dict[str, Client]) -> None:
    assert clients["owner"].get("/api/v1/requests").json() == {"next": None, "data": []}
    assert clients["owner"].get("/api/v1/requests/0195f3a2-7c1e-7a44-9d0b-5f1c2e8a6b10").status_code == 404


def test_a_notice_to_another_organization_of_theirs_is_not_told(clients: dict[str, Client]) -> None:
    both = home(who_is("owner"), "Second").organization
    typed = {"kind": "service", "title_ja": "別件", "title_en": "Second only", "body_ja": "本文", "body_en": "Text"}
    publish(
        save_draft(None, typed | {"audience": Notice.Audience.CHOSEN}, (both,), actor=who_is("staff")), actor=who_is("staff")
    )
    work()
    second = calling(token_for(both, who_is("owner")))
    [line] = second.get("/api/v1/notices", headers={"accept-language": "en"}).json()["data"]
    assert line["title"] == "Second only"
    assert clients["owner"].get("/api/v1/notices").json()["data"] == []
    assert clients["owner"].get(f"/api/v1/notices/{line['id']}").status_code == 404


def test_customers_are_told_that_staff_did_it_and_not_who(clients: dict[str, Client]) -> None:
    organization = who_is("owner").memberships.get().organization
    for who in ("staff", "manager"):
        Activity.objects.create(organization=organization, actor=who_is(who), action="token.made", about="1")
    told = [(one["by"], one["by_staff"]) for one in clients["owner"].get("/api/v1/activity").json()["data"]]
    assert told[:2] == [("manager@example.jp", False), (None, True)]
